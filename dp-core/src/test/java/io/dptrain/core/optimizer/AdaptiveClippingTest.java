package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Clip norms that follow a quantile, and what the steps with them do. */
class AdaptiveClippingTest {
  private static final int UNITS = 2000;

  /** A loss {@code x_i w} whose gradients have the norms that were drawn. */
  private static final class Norms implements AutoCloseable {
    private final float[] norms = new float[UNITS];
    private final Graph graph = new Graph();
    private final Session session = new Session(graph);
    private final Placeholder<TFloat32> input;
    private final Variable<TFloat32> weight;
    private final DpOptimizer optimizer;

    Norms(Clipping clipping, double noiseMultiplier, NoiseMechanism noise, double batchSize) {
      Random random = new Random(3);
      for (int i = 0; i < UNITS; i++) {
        norms[i] = (float) (5 * Math.exp(random.nextGaussian()));
      }
      Ops tf = Ops.create(graph);
      input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      weight = tf.variable(tf.constant(0f));
      optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 1f))
              .sampling(PoissonSampling.of(UNITS, batchSize))
              .clipping(clipping)
              .noiseMultiplier(noiseMultiplier)
              .noise(noise)
              .samplingBits(SeededBits.of(5))
              .build();
      optimizer.minimize(tf.math.mul(input, weight));
      session.initialize();
    }

    double quantile(double share) {
      float[] sorted = norms.clone();
      Arrays.sort(sorted);
      return sorted[(int) (share * UNITS)];
    }

    StepReport step() {
      return optimizer.step(session, this::feeds);
    }

    BatchFeeds feeds(int... rows) {
      float[] values = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        values[i] = norms[rows[i]];
      }
      return new BatchFeeds().feed(input, TFloat32.vectorOf(values));
    }

    double weight() {
      return Doubles.fetch(session.runner().fetch(weight))[0][0];
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  static Stream<Supplier<NoiseMechanism>> mechanisms() {
    return Stream.of(
        () -> HostNoise.of(SeededNoise.of(11)), () -> InGraphNoise.of(SeededBits.of(12)));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.1", "0.5, 10", "0.8, 0.1", "0.8, 10"})
  void step_adaptiveQuantileFromFarOff_convergesToTheQuantile(double target, double factor) {
    try (Norms probe = new Norms(Clipping.flat(1), 0, HostNoise.of(SeededNoise.of(1)), 500)) {
      double quantile = probe.quantile(target);
      Clipping clipping = Clipping.adaptiveQuantile(target, factor * quantile);
      try (Norms norms = new Norms(clipping, 1, HostNoise.of(SeededNoise.of(1)), 500)) {
        double mean = 0;
        for (int step = 0; step < 260; step++) {
          double used = norms.step().clipNorms().get(0);
          mean += step < 160 ? 0 : used / 100;
        }
        assertThat(mean).isCloseTo(quantile, within(0.05 * quantile));
      }
    }
  }

  /**
   * The standard deviation of the update over 400 steps. It is within a fifth of the true one but
   * for a chance below 1e-7.
   */
  @ParameterizedTest
  @MethodSource("mechanisms")
  void step_adaptiveClipNorm_noiseIsThatOfTheGradientTimesTheClipNorm(
      Supplier<NoiseMechanism> noise) {
    Clipping clipping = Clipping.adaptiveQuantile(0.5, 3).withCountNoiseMultiplier(0.7);
    int steps = 400;
    double squares = 0;
    try (Norms norms = new Norms(clipping, 40, noise.get(), 2)) {
      for (int step = 0; step < steps; step++) {
        double before = norms.weight();
        double used = norms.step().clipNorms().get(0);
        double inUnits = (norms.weight() - before) * 2 / (40 * used);
        squares += inUnits * inUnits;
      }
    }
    assertThat(Math.sqrt(squares / steps)).isCloseTo(1, within(0.2));
  }

  /**
   * All norms stay far above the clip norm, so what moves it beyond {@code exp(eta gamma)} is the
   * noise on the count: of deviation {@code nu / 2 / B}, by {@code C' = C exp(-eta (b - gamma))}.
   */
  @ParameterizedTest
  @MethodSource("mechanisms")
  void step_adaptiveClipNorm_countHasItsNoise(Supplier<NoiseMechanism> noise) {
    double countNoise = 300;
    double rate = 0.01;
    Clipping clipping =
        Clipping.adaptiveQuantile(0.5, 1e-9)
            .withCountNoiseMultiplier(countNoise)
            .withLearningRate(rate);
    int steps = 400;
    double squares = 0;
    try (Norms norms = new Norms(clipping, 1, noise.get(), UNITS)) {
      for (int step = 0; step < steps; step++) {
        double used = norms.step().clipNorms().get(0);
        double share = 0.5 - Math.log(norms.optimizer.clipNorms().get("all") / used) / rate;
        double inUnits = share * 2 * UNITS / countNoise;
        squares += inUnits * inUnits;
      }
    }
    assertThat(Math.sqrt(squares / steps)).isCloseTo(1, within(0.2));
  }

  @Test
  void step_oneStrategyInTwoOptimizers_eachHasClipNormsOfItsOwn() {
    Clipping clipping = Clipping.adaptiveQuantile(0.5, 1);
    try (Norms first = new Norms(clipping, 1, HostNoise.of(SeededNoise.of(1)), 500);
        Norms second = new Norms(clipping, 1, HostNoise.of(SeededNoise.of(1)), 500)) {
      first.step();
      assertThat(first.optimizer.clipNorms().get("all")).isNotEqualTo(1.0);
      assertThat(second.optimizer.clipNorms()).containsEntry("all", 1.0);
    }
  }

  @Test
  void step_feederFails_isChargedAndLeavesTheClipNorms() {
    Clipping clipping = Clipping.adaptiveQuantile(0.5, 1);
    try (Norms norms = new Norms(clipping, 1, HostNoise.of(SeededNoise.of(1)), 500)) {
      BatchFeeder failing =
          rows -> {
            throw new IllegalStateException("no data");
          };
      assertThatThrownBy(() -> norms.optimizer.step(norms.session, failing)).hasMessage("no data");
      assertThat(norms.optimizer.ledger().steps()).isOne();
      assertThat(norms.optimizer.clipNorms()).containsEntry("all", 1.0);
    }
  }

  @Test
  void trace_adaptiveClipNorm_isChargedAndMovesIt() {
    Clipping clipping = Clipping.adaptiveQuantile(0.5, 1);
    try (Norms norms = new Norms(clipping, 1, HostNoise.of(SeededNoise.of(1)), 500)) {
      norms.optimizer.trace(norms.session, norms::feeds);
      assertThat(norms.optimizer.ledger().steps()).isOne();
      assertThat(norms.optimizer.clipNorms().get("all")).isNotEqualTo(1.0);
    }
  }

  /** A batch that nobody was drawn for: half of nothing was clipped, so noise alone moves it. */
  @Test
  void step_emptyBatch_clipNormMovesByTheNoiseAlone() {
    Clipping clipping = Clipping.adaptiveQuantile(0.7, 1);
    try (Norms norms = new Norms(clipping, 0, HostNoise.of(SeededNoise.of(1)), 1e-9)) {
      norms.step();
      double moved = norms.optimizer.clipNorms().get("all");
      assertThat(moved).isCloseTo(Math.exp(-0.2 * (0.5 - 0.7)), within(1e-9));
    }
  }

  @Test
  void step_scheduledClipNorm_isTheOneOfTheStep() {
    Clipping clipping = Clipping.scheduled(step -> 1.0 / (1 + step));
    try (Norms norms = new Norms(clipping, 0, HostNoise.of(SeededNoise.of(1)), UNITS)) {
      for (int step = 0; step < 3; step++) {
        double before = norms.weight();
        double clipNorm = 1.0 / (1 + step);
        assertThat(norms.optimizer.clipNorms()).containsEntry("all", clipNorm);
        assertThat(norms.step().clipNorms()).containsExactly(clipNorm);
        double expected = 0;
        for (float norm : norms.norms) {
          expected += Math.min(clipNorm, norm) / UNITS;
        }
        assertThat(before - norms.weight()).isCloseTo(expected, within(1e-4 * expected));
      }
    }
  }

  @Test
  void step_fixedClipNorm_reportsNone() {
    try (Norms norms = new Norms(Clipping.flat(1), 1, HostNoise.of(SeededNoise.of(1)), 20)) {
      assertThat(norms.step().clipNorms()).isEmpty();
      assertThat(norms.optimizer.clipNorms()).isEmpty();
    }
  }
}
