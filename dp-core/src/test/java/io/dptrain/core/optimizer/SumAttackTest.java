package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Records that make rounding add up: no record moves the clipped sum by more than the noise is made
 * for, where sums that are added up one by one in single precision move by up to 1.25 clip norms.
 */
class SumAttackTest {
  private static final PhysicalBatches AT_ONCE = PhysicalBatches.within(1L << 32);

  /** With look-ups, half a million positions. */
  static Stream<Arguments> attacks() {
    return Stream.of(
        Arguments.of(AttackedSum.Use.BUILT, 256, AT_ONCE),
        Arguments.of(AttackedSum.Use.BUILT, 1024, AT_ONCE),
        Arguments.of(AttackedSum.Use.BUILT, 4096, AT_ONCE),
        Arguments.of(AttackedSum.Use.BUILT, 16_384, AT_ONCE),
        Arguments.of(AttackedSum.Use.BUILT, 4096, PhysicalBatches.ofSize(512)),
        Arguments.of(AttackedSum.Use.PRODUCT, 1024, AT_ONCE),
        Arguments.of(AttackedSum.Use.PRODUCT, 4096, AT_ONCE),
        Arguments.of(AttackedSum.Use.PRODUCT, 1024, PhysicalBatches.ofSize(100)),
        Arguments.of(AttackedSum.Use.GRAM, 4096, AT_ONCE),
        Arguments.of(AttackedSum.Use.LOOK_UPS, 4096, AT_ONCE),
        Arguments.of(AttackedSum.Use.LOOK_UPS, 4096, PhysicalBatches.ofSize(1024)),
        Arguments.of(AttackedSum.Use.POOLED, 4096, AT_ONCE));
  }

  @ParameterizedTest(name = "{0}, batch {1}, {2}")
  @MethodSource("attacks")
  void step_hoveringSum_movesByNoMoreThanTheNoiseIsMadeFor(
      AttackedSum.Use use, int records, PhysicalBatches batches) {
    try (AttackedSum sum = new AttackedSum(use, records, 128, batches)) {
      float[] sizes = hovering(records);
      double moved = 2 * sum.movedWithout(sizes, records / 2 - 1);
      assertThat(moved).as(sum.form()).isBetween(0.99, sum.allowed());
    }
  }

  @ParameterizedTest(name = "{0}, batch {1}, {2}")
  @MethodSource("attacks")
  void step_alignedGradients_moveByNoMoreThanTheNoiseIsMadeFor(
      AttackedSum.Use use, int records, PhysicalBatches batches) {
    try (AttackedSum sum = new AttackedSum(use, records, 128, batches)) {
      float[] sizes = new float[records];
      Arrays.fill(sizes, 0.99999f);
      for (int left : new int[] {0, records / 2, records - 1}) {
        assertThat(sum.movedWithout(sizes, left)).as(sum.form()).isBetween(0.99, sum.allowed());
      }
    }
  }

  @Test
  void step_noiseInTheGraph_movesByNoMoreThanTheNoiseIsMadeFor() {
    InGraphNoise noise = InGraphNoise.of(SeededBits.of(1));
    try (AttackedSum sum = new AttackedSum(AttackedSum.Use.BUILT, 4096, 1, AT_ONCE, noise)) {
      assertThat(2 * sum.movedWithout(hovering(4096), 2047)).isBetween(0.99, sum.allowed());
    }
  }

  /** A statistic is a sum over the records, too: here of losses, whose share is in [-1, 1]. */
  @Test
  void step_hoveringLosses_movesTheirSumByNoMoreThanTheNoiseIsMadeFor() {
    int records = 4096;
    float[] losses = hovering(records);
    for (int i = 0; i < records; i++) {
      losses[i] = 1 + losses[i];
    }
    float[] others = losses.clone();
    others[records / 2 - 1] = 1;
    try (TestModel<TFloat32> model = TestModel.single()) {
      Placeholder<TFloat32> input = model.numbers();
      Operand<TFloat32> gradients = model.tf.math.mul(input, model.variable());
      Operand<TFloat32> none = model.tf.math.mul(gradients, model.constant(0));
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
              .sampling(PoissonSampling.of(records, records))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(0)
              .noise(HostNoise.of(SeededNoise.of(1)))
              .statistics(PrivateStatistics.none().withLoss(2, 1))
              .build();
      optimizer.minimize(model.tf.math.add(input, none));
      model.session.initialize();
      double[] means = new double[2];
      for (int run = 0; run < 2; run++) {
        float[] fed = run == 0 ? losses : others;
        StepReport report =
            optimizer.step(
                model.session, units -> new BatchFeeds().feed(input, TFloat32.vectorOf(fed)));
        means[run] = report.loss().getAsDouble();
      }
      assertThat(2 * records * (means[0] - means[1])).isBetween(0.99, optimizer.l2Sensitivity());
    }
  }

  /**
   * The records before the one in the middle bring the sum to just below a power of two, and that
   * one to it. The others go up and down by what single precision can add below the power of two
   * but not above, where each step is rounded upwards. All in units of half a clip norm.
   */
  private static float[] hovering(int records) {
    float[] sizes = new float[records];
    int half = records / 2;
    Arrays.fill(sizes, 0, half, 0.5f);
    double above = Math.ulp((float) half);
    double step = (Math.floor(0.5 / above) + 0.5) * above;
    for (int i = half; i < records; i++) {
      sizes[i] = (float) (0.5 * (i % 2 == 0 ? step * (1 + 0x1p-20) : -step * (1 - 0x1p-20)));
    }
    return sizes;
  }
}
