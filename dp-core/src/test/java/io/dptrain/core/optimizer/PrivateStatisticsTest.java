package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.clip.Clipper;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** What is released beside the update: its value, its noise, its price. */
class PrivateStatisticsTest {
  private static final int UNITS = 8;

  private static DpOptimizer built(
      TestModel<TFloat32> model, PrivateStatistics statistics, double noise, double clipNorm) {
    DpOptimizer optimizer =
        model.optimizer(UNITS, clipNorm).noiseMultiplier(noise).statistics(statistics).build();
    Operand<TFloat32> loss = TestModels.DENSE.loss(model);
    optimizer.minimize(loss);
    model.session.initialize();
    return optimizer;
  }

  private static double[] losses(TestModel<TFloat32> model, Operand<TFloat32> loss) {
    try (BatchFeeds feeds = model.feeds(0, 1, 2, 3, 4, 5, 6, 7)) {
      return Doubles.fetch(feeds.feedTo(model.session.runner()).fetch(loss))[0];
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void step_lossWithoutNoise_isTheMeanOfTheClippedLosses(int chunk) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      double largest = 1.4;
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, 1)
              .statistics(PrivateStatistics.none().withLoss(largest, 20))
              .physicalBatches(PhysicalBatches.ofSize(chunk))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(loss);
      model.session.initialize();
      double expected = 0;
      for (double value : losses(model, loss)) {
        expected += Math.min(largest, value) / UNITS;
      }
      StepReport report = optimizer.step(model.session, model::feeds);
      assertThat(report.loss()).isPresent();
      assertThat(report.loss().getAsDouble()).isCloseTo(expected, within(1e-5));
      assertThat(report.clipFraction()).isEmpty();
    }
  }

  @Test
  void step_clipFractionWithoutNoise_isTheShareAboveTheClipNorm() {
    PrivateStatistics statistics = PrivateStatistics.none().withLoss(2, 5).withClipFraction(5);
    float[] norms = step(PrivateStatistics.none(), 1).rawNormsNotPrivate().orElseThrow();
    Arrays.sort(norms);
    double between = (norms[2] + norms[3]) / 2;
    assertThat(step(statistics, between).clipFraction().orElseThrow())
        .isCloseTo(5.0 / UNITS, within(1e-5));
  }

  private static StepReport step(PrivateStatistics statistics, double clipNorm) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, clipNorm)
              .statistics(statistics)
              .reportRawNormsNotPrivate()
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      return optimizer.step(model.session, model::feeds);
    }
  }

  static Stream<Arguments> mechanismsAndTypes() {
    return Stream.of(
        Arguments.of((Supplier<NoiseMechanism>) StatisticsNoise::host, TFloat32.class),
        Arguments.of((Supplier<NoiseMechanism>) StatisticsNoise::host, TFloat64.class),
        Arguments.of((Supplier<NoiseMechanism>) StatisticsNoise::inGraph, TFloat32.class));
  }

  private static final class StatisticsNoise {
    static NoiseMechanism host() {
      return HostNoise.of(SeededNoise.of(7));
    }

    static NoiseMechanism inGraph() {
      return InGraphNoise.of(SeededBits.of(8));
    }
  }

  /**
   * Noise over 400 steps, of a model that a tiny clip norm keeps where it is; within a fifth but
   * for a chance below 1e-7.
   */
  @ParameterizedTest
  @MethodSource("mechanismsAndTypes")
  <T extends TFloating> void step_statisticsWithNoise_haveTheDeviationsOfTheirNoiseMultipliers(
      Supplier<NoiseMechanism> noise, Class<T> type) {
    try (TestModel<T> model = new TestModel<>(type)) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, 1e-9)
              .noiseMultiplier(1)
              .noise(noise.get())
              .statistics(PrivateStatistics.none().withLoss(2, 6).withClipFraction(3))
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      List<Double> losses = new ArrayList<>();
      List<Double> fractions = new ArrayList<>();
      for (int step = 0; step < 400; step++) {
        StepReport report = optimizer.step(model.session, model::feeds);
        losses.add(report.loss().orElseThrow());
        fractions.add(report.clipFraction().orElseThrow());
      }
      assertThat(deviation(losses) / (6.0 * 1 / UNITS)).isCloseTo(1, within(0.2));
      assertThat(deviation(fractions) / (3.0 * 0.5 / UNITS)).isCloseTo(1, within(0.2));
    }
  }

  private static double deviation(List<Double> values) {
    double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / values.size());
  }

  /** Whoever was drawn, the sum is divided by the 2 that are expected; also if nobody was. */
  @Test
  void step_batchesOfAnySize_areDividedByTheExpectedSize() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph, 1e-6f))
              .sampling(PoissonSampling.of(UNITS, 2))
              .samplingBits(SeededBits.of(3))
              .clipping(Clipping.flat(1e-6))
              .noiseMultiplier(0)
              .statistics(PrivateStatistics.none().withLoss(2, 6).withClipFraction(3))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(loss);
      model.session.initialize();
      double[] losses = losses(model, loss);
      Set<Integer> sizes = new HashSet<>();
      for (int step = 0; step < 30; step++) {
        List<Integer> drawn = new ArrayList<>();
        StepReport report =
            optimizer.step(
                model.session,
                rows -> {
                  drawn.clear();
                  Arrays.stream(rows).forEach(drawn::add);
                  return model.feeds(rows);
                });
        double sum = drawn.stream().mapToDouble(row -> Math.min(2, losses[row]) - 1).sum();
        assertThat(report.loss().orElseThrow()).isCloseTo(1 + sum / 2, within(1e-4));
        assertThat(report.clipFraction().orElseThrow())
            .isCloseTo(0.5 + 0.5 * drawn.size() / 2, within(1e-5));
        sizes.add(drawn.size());
      }
      assertThat(sizes).contains(0, 1, 2, 3);
    }
  }

  @Test
  void step_rowsPerUnit_lossIsThatOfTheUnit() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS / 2, 1)
              .rowsPerUnit(2)
              .statistics(PrivateStatistics.none().withLoss(1.4, 20))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(loss);
      model.session.initialize();
      double[] losses = losses(model, loss);
      double expected = 0;
      for (int unit = 0; unit < UNITS / 2; unit++) {
        double mean = (losses[2 * unit] + losses[2 * unit + 1]) / 2;
        expected += Math.min(1.4, mean) / (UNITS / 2);
      }
      StepReport report =
          optimizer.step(model.session, units -> model.feeds(TestModel.rowsOf(units, 2)));
      assertThat(report.loss().orElseThrow()).isCloseTo(expected, within(1e-5));
    }
  }

  /** By hand: {@code 1 / z^2 = 1 / 2^2 + 1 / 3^2 + 1 / 6^2 = 14 / 36}. */
  @Test
  void plan_statistics_areInTheOneEventOfTheStep() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      PrivateStatistics statistics = PrivateStatistics.none().withLoss(2, 3).withClipFraction(6);
      DpOptimizer optimizer = built(model, statistics, 2, 1);
      SelfComposedEvent run = (SelfComposedEvent) optimizer.plan().after(3);
      GaussianEvent release = (GaussianEvent) ((PoissonSampledEvent) run.event()).event();
      assertThat(run.count()).isEqualTo(3);
      assertThat(release.noiseMultiplier()).isCloseTo(6 / Math.sqrt(14), within(1e-12));
    }
  }

  @Test
  void step_lossesNotFinite_areNotSeen() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, 1)
              .statistics(PrivateStatistics.none().withLoss(2, 3).withClipFraction(3))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      Operand<TFloat32> broken = model.tf.math.mul(loss, model.constant(Double.NaN));
      optimizer.minimize(broken);
      model.session.initialize();
      StepReport report = optimizer.step(model.session, model::feeds);
      assertThat(report.loss().orElseThrow()).isCloseTo(1, within(1e-6));
      assertThat(report.clipFraction().orElseThrow()).isCloseTo(1, within(1e-6));
    }
  }

  /** A strategy that releases a count and declares the gradient alone must not run. */
  @Test
  void minimize_clippingThatReleasesMoreThanItDeclares_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1);
      DpOptimizer optimizer =
          model.optimizer(UNITS, 1).clipping(new Cheating(adaptive)).noiseMultiplier(1).build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      assertThatThrownBy(() -> optimizer.minimize(loss))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("declare all that it releases");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void withLoss_numbersOutOfDomain_areRefused(double bad) {
    PrivateStatistics none = PrivateStatistics.none();
    assertThatThrownBy(() -> none.withLoss(bad, 1)).hasMessageContaining("largest");
    assertThatThrownBy(() -> none.withLoss(1, bad)).hasMessageContaining("noiseMultiplier");
    assertThatThrownBy(() -> none.withClipFraction(bad)).hasMessageContaining("noiseMultiplier");
  }

  /** Beyond single precision a statistic would be released as infinity, without its noise. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-40, 1e39, 1e300})
  void withLoss_beyondSinglePrecision_isRefused(double bad) {
    PrivateStatistics none = PrivateStatistics.none();
    assertThatThrownBy(() -> none.withLoss(bad, 20)).hasMessageContaining("single precision");
    assertThatThrownBy(() -> none.withLoss(1, bad)).hasMessageContaining("single precision");
    assertThatThrownBy(() -> none.withClipFraction(bad)).hasMessageContaining("single precision");
  }

  @Test
  void minimize_statisticFarFromTheGradient_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(UNITS, 0x1p60)
              .noiseMultiplier(0x1p30)
              .statistics(PrivateStatistics.none().withLoss(0x1p-30, 1))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      assertThatThrownBy(() -> optimizer.minimize(loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("noised together with the gradients");
    }
  }

  /** It is asked once: the noise and what it costs are made from the same answer. */
  @Test
  void step_clippingThatDeclaresAnotherNoiseLater_isNotAskedAgain() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Wavering wavering = new Wavering(Clipping.adaptiveQuantile(0.5, 1), new AtomicInteger());
      DpOptimizer optimizer =
          model.optimizer(UNITS, 1).clipping(wavering).noiseMultiplier(1).build();
      double before = optimizer.ledger().epsilonAfter(9, 1e-5);
      optimizer.minimize(TestModels.DENSE.loss(model));
      assertThat(wavering.asked).hasValue(1);
      assertThat(optimizer.ledger().epsilonAfter(9, 1e-5)).isEqualTo(before);
    }
  }

  private record Wavering(Clipping other, AtomicInteger asked) implements Clipping {
    @Override
    public Clipper forVariables(List<? extends Output<?>> variables) {
      return other.forVariables(variables);
    }

    @Override
    public List<Double> statisticNoiseMultipliers() {
      return List.of(20.0 * (1 + asked.getAndIncrement()));
    }

    @Override
    public boolean keepsDirection() {
      return true;
    }

    @Override
    public String description() {
      return "another noise each time";
    }
  }
}
