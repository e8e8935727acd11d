package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Loss and share of clipped examples beside the update, at next to no cost. */
class WatchTest {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-5);
  private static final int UNITS = 8;

  private final LinearModel model = new LinearModel();

  @AfterEach
  void close() {
    model.close();
  }

  private DpOptimizerBuilder builder(Clipping clipping) {
    return DpOptimizer.wrap(model.overwriting())
        .sampling(PoissonSampling.of(10_000, 100))
        .clipping(clipping);
  }

  private static ScheduledRelease release(DpPlan plan) {
    return ScheduledRelease.of(plan.noise(), plan.clipping(), plan.statistics().noiseMultipliers());
  }

  static Stream<Clipping> clippings() {
    return Stream.of(
        Clipping.flat(1), Clipping.adaptiveQuantile(0.5, 1), Clipping.adaptiveQuantile(0.5, 9));
  }

  /** Never more than a thousandth of the noise multiplier, and no less noise than that needs. */
  @ParameterizedTest
  @MethodSource("clippings")
  void plan_watched_lowersTheNoiseMultiplierOfAStepByAThousandth(Clipping clipping) {
    for (double noise : new double[] {0.3, 1.1, 50}) {
      double alone =
          release(builder(clipping).noiseMultiplier(noise).build().plan()).at(0).together();
      DpPlan plan = builder(clipping).noiseMultiplier(noise).watch(4).build().plan();
      assertThat(plan.noiseMultiplier()).isEqualTo(noise);
      assertThat(release(plan).at(0).together() / alone).isBetween(0.999, 0.999 + 1e-9);
    }
  }

  /** By hand: {@code 1 / z^2 = 1 / 1.1^2 + 2 / 34.7590^2}, and {@code z = 0.999 * 1.1}. */
  @Test
  void plan_watched_declaresBothStatisticsInTheOneEventOfTheStep() {
    DpPlan plan = builder(Clipping.flat(1)).noiseMultiplier(1.1).watch(4).build().plan();
    assertThat(plan.statistics().noiseMultipliers())
        .hasSize(2)
        .allSatisfy(noise -> assertThat(noise).isCloseTo(34.7590, within(1e-4)));
    assertThat(plan.statistics().loss().orElseThrow().largest()).isEqualTo(4);
    assertThat(plan.details().get("statistics")).contains("34.75");
    assertThat(release(plan).at(0).together()).isCloseTo(1.0989, within(1e-9));
  }

  @Test
  void plan_watchedSchedule_lowersNoStepByMore() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 0.7, 5L, 2.0, 9L, 1.0));
    DpPlan plan = builder(Clipping.flat(1)).noiseMultiplier(schedule).watch(4).build().plan();
    for (long step : schedule.levels().keySet()) {
      assertThat(release(plan).at(step).together() / schedule.at(step)).isBetween(0.999, 1.0);
    }
    assertThat(release(plan).at(5).together() / 2.0).isLessThan(0.999 + 1e-9);
  }

  /** Within the same budget: the noise on the gradient grows by a thousandth. */
  @ParameterizedTest
  @MethodSource("clippings")
  void budget_watched_isKept(Clipping clipping) {
    DpOptimizer alone = builder(clipping).budget(BUDGET, 300).build();
    DpOptimizer watched = builder(clipping).budget(BUDGET, 300).watch(4).build();
    assertThat(watched.ledger().epsilonAfter(300, 1e-5)).isLessThanOrEqualTo(2.0);
    assertThat(watched.ledger().stepsLeft(BUDGET)).isEqualTo(alone.ledger().stepsLeft(BUDGET));
    double before = release(alone.plan()).at(0).together();
    DpPlan plan = watched.plan();
    double unwatched = ScheduledRelease.of(plan.noise(), clipping, List.of()).at(0).together();
    assertThat(unwatched / before).isBetween(1.0, 1 / 0.999 + 1e-9);
  }

  @Test
  void budget_watchedFactors_isKept() {
    NoiseSchedule factors = NoiseSchedule.linearDecay(2, 1, 300, 3);
    DpOptimizer alone = builder(Clipping.flat(1)).budget(BUDGET, 300, factors).build();
    DpOptimizer watched = builder(Clipping.flat(1)).budget(BUDGET, 300, factors).watch(4).build();
    assertThat(watched.ledger().epsilonAfter(300, 1e-5)).isLessThanOrEqualTo(2.0);
    assertThat(watched.ledger().stepsLeft(BUDGET)).isGreaterThanOrEqualTo(300);
    // Calibration is to a relative 1e-4 of epsilon.
    assertThat(watched.plan().noise().at(0) / alone.plan().noise().at(0)).isBetween(0.9998, 1.0012);
  }

  /**
   * 400 steps of a model that a tiny clip norm keeps where it is, all units in each batch. Noise
   * alone differs: the mean is off by more than 5.9 of its standard errors with probability 4e-9.
   */
  @Test
  void step_watched_valuesAreThoseOfTheModelWithTheNoiseThatIsSaid() {
    try (TestModel<TFloat32> dense = TestModel.single()) {
      double noise = 0.02;
      DpOptimizer optimizer =
          dense.optimizer(UNITS, 1e-9).noiseMultiplier(noise).watch(1.4).build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(dense);
      optimizer.minimize(loss);
      dense.session.initialize();
      double expected =
          Arrays.stream(losses(dense, loss)).map(value -> Math.min(1.4, value)).sum() / UNITS;
      double meanLoss = 0;
      double meanClipped = 0;
      for (int step = 0; step < 400; step++) {
        StepReport report = optimizer.step(dense.session, dense::feeds);
        meanLoss += report.loss().orElseThrow() / 400;
        meanClipped += report.clipFraction().orElseThrow() / 400;
      }
      double deviation = 31.6 * noise / (2 * UNITS); // as the builder says, for a range of one
      assertThat(meanLoss).isCloseTo(expected, within(5.9 * 1.4 * deviation / Math.sqrt(400)));
      assertThat(meanClipped).isCloseTo(1, within(5.9 * deviation / Math.sqrt(400)));
    }
  }

  private static double[] losses(TestModel<TFloat32> dense, Operand<TFloat32> loss) {
    try (BatchFeeds feeds = dense.feeds(0, 1, 2, 3, 4, 5, 6, 7)) {
      return Doubles.fetch(feeds.feedTo(dense.session.runner()).fetch(loss))[0];
    }
  }

  @Test
  void build_watchedAndStatistics_isRefused() {
    DpOptimizerBuilder twice =
        builder(Clipping.flat(1))
            .noiseMultiplier(1)
            .statistics(PrivateStatistics.none().withClipFraction(20))
            .watch(4);
    assertThatThrownBy(twice::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("statistics(...) and watch(...) both say what is released");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-40, 1e39})
  void watch_lossOutOfDomain_isRefused(double bad) {
    DpOptimizerBuilder builder = builder(Clipping.flat(1));
    assertThatThrownBy(() -> builder.watch(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("largest");
  }

  /** Nothing is private then; the statistics have a noise that they may have. */
  @Test
  void build_watchedWithoutNoise_isInfiniteEpsilon() {
    DpOptimizer optimizer = builder(Clipping.flat(1)).noiseMultiplier(0).watch(4).build();
    assertThat(optimizer.ledger().epsilonAfter(1, 1e-5)).isInfinite();
  }
}
