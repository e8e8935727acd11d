package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.core.clip.Clipping;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

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

  /**
   * Noise of the loss over 400 steps, of a model that a tiny clip norm keeps where it is; within a
   * fifth but for a chance below 1e-7.
   */
  @Test
  void step_lossWithNoise_hasTheDeviationOfItsNoiseMultiplier() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      PrivateStatistics statistics = PrivateStatistics.none().withLoss(2, 6);
      DpOptimizer optimizer = built(model, statistics, 1, 1e-9);
      int steps = 400;
      double mean = 0;
      double squares = 0;
      for (int step = 0; step < steps; step++) {
        double loss = optimizer.step(model.session, model::feeds).loss().orElseThrow();
        mean += loss / steps;
        squares += loss * loss / steps;
      }
      double expected = 6.0 * 1 / UNITS;
      assertThat(Math.sqrt(squares - mean * mean)).isCloseTo(expected, within(0.2 * expected));
    }
  }

  /** By hand: {@code 1 / z^2 = 1 / 2^2 + 1 / 3^2 + 1 / 6^2 = 14 / 36}. */
  @Test
  void stepEvent_statistics_areInTheOneEventOfTheStep() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      PrivateStatistics statistics = PrivateStatistics.none().withLoss(2, 3).withClipFraction(6);
      DpOptimizer optimizer = built(model, statistics, 2, 1);
      assertThat(optimizer.ledger().stepEvent())
          .isInstanceOfSatisfying(
              PoissonSampledEvent.class,
              event ->
                  assertThat(((GaussianEvent) event.event()).noiseMultiplier())
                      .isCloseTo(6 / Math.sqrt(14), within(1e-12)));
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

  /** A strategy that releases a count and charges for the gradient alone must not run. */
  @Test
  void minimize_clippingThatChargesTooLittle_isRefused() {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Clipping adaptive = Clipping.adaptiveQuantile(0.5, 1);
      DpOptimizer optimizer =
          model.optimizer(UNITS, 1).clipping(new Cheating(adaptive)).noiseMultiplier(1).build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      assertThatThrownBy(() -> optimizer.minimize(loss))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("charge for all that it releases");
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
}
