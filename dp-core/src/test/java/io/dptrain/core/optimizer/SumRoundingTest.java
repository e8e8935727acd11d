package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.internal.sums.SumRounding;
import io.dptrain.core.noise.AttachedNoise;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.noise.StepSums;
import io.dptrain.core.noise.SumForm;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** What rounding adds to the sensitivity, and the chunks that keep to it. */
class SumRoundingTest {
  private static final long BYTES = 1000;

  static Stream<PhysicalBatches> physicalBatches() {
    return Stream.of(
        PhysicalBatches.automatic(),
        PhysicalBatches.within(100 * BYTES),
        PhysicalBatches.ofSize(1),
        PhysicalBatches.ofSize(64),
        PhysicalBatches.ofSize(1000));
  }

  private static <T extends TFloating> SiteGradients<T> gradients(
      TestModel<T> model, TestModels kind) {
    return PrivateModel.of(
            model.tf, kind.loss(model).asOutput(), List.of(), UnitSize.of(1), List.of())
        .gradients();
  }

  private static PoissonSampling poisson(double expected) {
    return PoissonSampling.of(1_000_000, expected);
  }

  private static SumRounding of(SiteGradients<?> gradients, double expected) {
    return SumRounding.of(gradients, poisson(expected), PhysicalBatches.automatic().sizes(), BYTES);
  }

  @Test
  void eta_usualBatchSizes_isSmall() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      assertThat(of(gradients, 64).eta()).isBetween(1e-4, 0.004);
      assertThat(of(gradients, 256).eta()).isBetween(0.001, 0.009);
      assertThat(of(gradients, 1024).eta()).isBetween(0.002, 0.013);
      assertThat(of(gradients, 4096).eta()).isBetween(0.001, 0.032);
      assertThat(of(gradients, 60_000).eta()).isBetween(0.01, 0.05);
    }
  }

  /** The sum is rounded to single precision for the noise, whatever the type of the model. */
  @Test
  void eta_doublePrecision_isThatOfOneRounding() {
    try (TestModel<TFloat64> model = new TestModel<>(TFloat64.class)) {
      assertThat(of(gradients(model, TestModels.DENSE), 1024).eta())
          .isBetween(2 * 1024 * 0x1p-24, 2 * 3200 * 5 * 0x1p-24);
    }
  }

  @ParameterizedTest
  @MethodSource("physicalBatches")
  void eta_anyPhysicalBatches_isTheSame(PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      for (double expected : new double[] {1, 64, 1024, 10_000}) {
        assertThat(SumRounding.of(gradients, poisson(expected), batches.sizes(), BYTES).eta())
            .isEqualTo(of(gradients, expected).eta());
      }
    }
  }

  /** The bound holds for the batch that is drawn, not for the one that is expected. */
  @ParameterizedTest
  @MethodSource("physicalBatches")
  void largestChunk_anyBatch_keepsToTheBudget(PhysicalBatches batches) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      for (double expected : new double[] {1, 64, 1024, 10_000}) {
        SumRounding rounding = SumRounding.of(gradients, poisson(expected), batches.sizes(), BYTES);
        for (double times = 0.5; times < 1000; times *= 1.5) {
          long batch = (long) (times * expected) + 1;
          int chunk = rounding.largestChunk(batch);
          double error = batch * gradients.sumRounding(chunk, rounding.blocks());
          assertThat(chunk == 1 || 2 * error < rounding.eta()).as("%d: %d", batch, chunk).isTrue();
        }
      }
    }
  }

  /** Noise for the clip norm alone would be too little. */
  @Test
  void step_anyModel_makesTheNoiseForTheRoundingToo() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      AtomicReference<Float> noiseStdDev = new AtomicReference<>();
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
              .sampling(PoissonSampling.of(1000, 100))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(1)
              .noise(new Recording(HostNoise.of(SeededNoise.of(1)), noiseStdDev))
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      optimizer.step(model.session, rows -> model.feeds(new int[rows.length]));
      // Rounded up to single precision.
      assertThat(noiseStdDev.get() * 100.0)
          .isBetween(optimizer.l2Sensitivity(), optimizer.l2Sensitivity() * (1 + 0x1p-23));
      assertThat(optimizer.l2Sensitivity()).isGreaterThan(1 + 2 * 100 * 100 * 0x1p-24);
    }
  }

  /** Takes down the standard deviation that the noise of a step is to have. */
  private record Recording(NoiseMechanism other, AtomicReference<Float> noiseStdDev)
      implements NoiseMechanism {
    @Override
    public <T extends TFloating> AttachedNoise<T> attach(Ops tf, SumForm<T> form) {
      AttachedNoise<T> attached = other.attach(tf, form);
      return new AttachedNoise<>() {
        @Override
        public List<Output<T>> noised() {
          return attached.noised();
        }

        @Override
        public StepNoise draw(StepSums sums, float stdDev) {
          noiseStdDev.set(stdDev);
          return attached.draw(sums, stdDev);
        }
      };
    }

    @Override
    public boolean reproducible() {
      return other.reproducible();
    }

    @Override
    public String description() {
      return other.description();
    }
  }

  /** A batch that cannot be larger is planned for no larger one. */
  @Test
  void eta_cappedBatches_isNoLarger() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      SumRounding capped =
          SumRounding.of(
              gradients,
              TruncatedPoissonSampling.of(1_000_000, 64, 64),
              PhysicalBatches.automatic().sizes(),
              BYTES);
      assertThat(capped.eta()).isLessThan(of(gradients, 64).eta() / 2);
    }
  }

  @Test
  void largestChunk_expectedBatch_isWhatMemoryAllows() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      PhysicalBatches batches = PhysicalBatches.within(100 * BYTES);
      assertThat(SumRounding.of(gradients, poisson(64), batches.sizes(), BYTES).largestChunk(64))
          .isEqualTo(100);
      assertThat(of(gradients, 1024).largestChunk(1100)).isGreaterThanOrEqualTo(1100);
      assertThat(of(gradients, 64).largestChunk(1_000_000_000)).isOne();
    }
  }

  /** Above that, sizes that a graph divides may have wrapped around in 32 bits. */
  @Test
  void largestChunk_anyKnob_isAtMostWhatSizesCanCount() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      SiteGradients<TFloat32> gradients = gradients(model, TestModels.DENSE);
      for (PhysicalBatches batches :
          List.of(PhysicalBatches.ofSize(100_000), PhysicalBatches.within(100_000 * BYTES))) {
        SumRounding rounding =
            SumRounding.of(
                gradients, PoissonSampling.of(1_000_000, 90_000), batches.sizes(), BYTES);
        assertThat(rounding.largestChunk(90_000)).isLessThanOrEqualTo(Size.LARGEST_CHUNK);
      }
    }
  }
}
