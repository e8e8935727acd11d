package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Noise that changes from step to step: what is drawn, what is charged, and that both are of the
 * same step. Batches are empty where noise is measured (one is not with probability 1e-10 in 1000
 * steps), so an update is noise alone.
 */
class ScheduledNoiseTest {
  private static final double DELTA = 1e-5;
  private static final int PARAMETERS = 16;
  private static final double EXPECTED_BATCH_SIZE = 1e-13;

  @TempDir private Path folder;

  static Stream<Arguments> mechanisms() {
    return Stream.of(
        Arguments.of("host", (Supplier<NoiseMechanism>) () -> HostNoise.of(SecureNoise.create())),
        Arguments.of(
            "in graph", (Supplier<NoiseMechanism>) () -> InGraphNoise.of(SecureBits.create())));
  }

  private static DpOptimizerBuilder noiseAlone(LinearModel model, NoiseSchedule schedule) {
    return DpOptimizer.wrap(model.overwriting())
        .sampling(PoissonSampling.of(1_000_000, EXPECTED_BATCH_SIZE))
        .clipping(Clipping.flat(0.5))
        .noiseMultiplier(schedule);
  }

  /** The sum of the squares of the next update, each in units of noise of multiplier one. */
  private static double squares(LinearModel model, DpOptimizer optimizer) {
    optimizer.step(model.session, rows -> model.feeds(new float[0][], rows));
    double unit = 0.5 / EXPECTED_BATCH_SIZE;
    return model.variables().stream().mapToDouble(value -> value * value / unit / unit).sum();
  }

  /**
   * The mean of n squares of standard normals has standard error sqrt(2 / n), and is farther from 1
   * than 5.9 of them with probability 3.6e-9.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_noise_hasTheDeviationOfItsLevel(String name, Supplier<NoiseMechanism> mechanism) {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 0.5, 300L, 2.0, 600L, 0.7));
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer = model.ready(noiseAlone(model, schedule).noise(mechanism.get()));
      for (long first : schedule.levels().keySet()) {
        double sum = 0;
        for (int step = 0; step < 300; step++) {
          sum += squares(model, optimizer);
        }
        double expected = Math.pow(schedule.at(first), 2) * 300 * PARAMETERS;
        assertThat(Math.abs(sum / expected - 1))
            .as("relative variance from step %d", first)
            .isLessThan(5.9 * Math.sqrt(2.0 / (300 * PARAMETERS)));
      }
    }
  }

  /**
   * Levels of one step each, of which neighbors differ by a factor of 100: noise of any other step
   * is off by 10^4 in the square. A sum of 16 squares is outside of [0.5, 90] with probability
   * 5e-10, in one of 120 steps with 6e-8.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("mechanisms")
  void step_everyStep_hasTheNoiseThatItIsChargedFor(
      String name, Supplier<NoiseMechanism> mechanism) {
    TreeMap<Long, Double> levels = new TreeMap<>();
    for (long step = 0; step < 60; step++) {
      levels.put(step, new double[] {1, 100, 0.01}[(int) (step % 3)]);
    }
    NoiseSchedule schedule = NoiseSchedule.stepwise(levels);
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer = model.ready(noiseAlone(model, schedule).noise(mechanism.get()));
      for (long step = 0; step < 60; step++) {
        assertThat(optimizer.ledger().steps()).isEqualTo(step);
        double relative = squares(model, optimizer) / Math.pow(schedule.at(step), 2);
        assertThat(relative).as("step %d", step).isBetween(0.5, 90.0);
      }
    }
  }

  /** Zero is no noise, and no privacy from there on. */
  @Test
  void step_levelWithoutNoise_hasNoneAndEpsilonIsInfinite() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 2.0, 2L, 0.0, 3L, 1.0));
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer = model.ready(noiseAlone(model, schedule));
      assertThat(squares(model, optimizer)).isPositive();
      assertThat(squares(model, optimizer)).isPositive();
      assertThat(optimizer.ledger().epsilon(DELTA)).isFinite();
      assertThat(optimizer.ledger().stepsLeft(new PrivacyBudget(100, DELTA))).isZero();
      assertThat(squares(model, optimizer)).isZero();
      assertThat(optimizer.ledger().epsilon(DELTA)).isInfinite();
      assertThat(squares(model, optimizer)).isPositive();
      assertThat(optimizer.ledger().epsilon(DELTA)).isInfinite();
    }
  }

  static Stream<Arguments> mechanismsAndTypes() {
    return mechanisms()
        .flatMap(
            mechanism ->
                Stream.of(TFloat32.class, TFloat64.class)
                    .map(type -> Arguments.of(mechanism.get()[1], type)));
  }

  /**
   * The noise of statistics does not follow the schedule: 200 values on each level, of a model that
   * a tiny clip norm keeps where it is; within three tenths but for a chance below 1e-8 each.
   */
  @ParameterizedTest
  @MethodSource("mechanismsAndTypes")
  <T extends TFloating> void step_statistics_keepTheirOwnNoise(
      Supplier<NoiseMechanism> noise, Class<T> type) {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 8.0, 200L, 0.25));
    try (TestModel<T> model = new TestModel<>(type)) {
      DpOptimizer optimizer =
          model
              .optimizer(8, 1e-9)
              .noiseMultiplier(schedule)
              .noise(noise.get())
              .statistics(PrivateStatistics.none().withLoss(2, 6).withClipFraction(3))
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      for (int level = 0; level < 2; level++) {
        List<Double> losses = new ArrayList<>();
        List<Double> fractions = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
          StepReport report = optimizer.step(model.session, model::feeds);
          losses.add(report.loss().orElseThrow());
          fractions.add(report.clipFraction().orElseThrow());
        }
        assertThat(deviation(losses) / (6.0 * 1 / 8)).isCloseTo(1, within(0.3));
        assertThat(deviation(fractions) / (3.0 * 0.5 / 8)).isCloseTo(1, within(0.3));
      }
    }
  }

  private static double deviation(List<Double> values) {
    double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / values.size());
  }

  /** What was scaled for the noise is scaled back. */
  @Test
  void step_statisticsOfNextToNoNoise_areTheirValuesOnEveryLevel() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 0.3, 1L, 0.01, 2L, 0.0));
    List<Double> losses = new ArrayList<>();
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          model
              .optimizer(8, 1e-9)
              .noiseMultiplier(schedule)
              .statistics(PrivateStatistics.none().withLoss(20, 1e-4))
              .build();
      Operand<TFloat32> loss = TestModels.DENSE.loss(model);
      optimizer.minimize(loss);
      model.session.initialize();
      for (int step = 0; step < 3; step++) {
        losses.add(optimizer.step(model.session, model::feeds).loss().orElseThrow());
      }
    }
    // The third has no noise at all.
    assertThat(losses.get(0)).isCloseTo(losses.get(2), within(1e-3)).isBetween(0.1, 19.9);
    assertThat(losses.get(1)).isCloseTo(losses.get(2), within(1e-3));
  }

  private static PrivacyEvent step(double q, double noise) {
    return PrivacyEvent.poissonSampledGaussian(q, noise);
  }

  @Test
  void ledger_afterSteps_isWhatTheLevelsCostOneByOne() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 3.0, 3L, 0.9));
    try (TestModel<TFloat32> model = TestModel.single()) {
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(model.graph))
              .sampling(PoissonSampling.of(800, 8))
              .clipping(Clipping.flat(1))
              .noiseMultiplier(schedule)
              .build();
      optimizer.minimize(TestModels.DENSE.loss(model));
      model.session.initialize();
      for (int step = 0; step < 5; step++) {
        optimizer.step(model.session, rows -> model.feeds(new int[rows.length]));
      }
      PldAccountant byHand =
          new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
              .compose(step(0.01, 3.0), 3)
              .compose(step(0.01, 0.9), 2);
      RdpAccountant byRenyi = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
      byRenyi.compose(step(0.01, 3.0), 3);
      byRenyi.compose(step(0.01, 0.9), 2);
      double epsilon = byHand.epsilon(DELTA);
      assertThat(optimizer.ledger().epsilon(DELTA)).isCloseTo(epsilon, within(1e-6));
      assertThat(optimizer.ledger().rdpGuarantee(DELTA).orElseThrow().epsilon())
          .isCloseTo(byRenyi.epsilon(DELTA), within(1e-9));
      assertThat(optimizer.ledger().epsilonAfter(100, DELTA))
          .isCloseTo(byHand.compose(step(0.01, 0.9), 100).epsilon(DELTA), within(1e-6));
    }
  }

  @Test
  void step_budgetWithFactors_endsWithTheBudget() {
    PrivacyBudget budget = new PrivacyBudget(2, DELTA);
    NoiseSchedule factors = NoiseSchedule.stepwise(Map.of(0L, 4.0, 6L, 2.0));
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          model.ready(
              DpOptimizer.wrap(model.overwriting())
                  .sampling(PoissonSampling.of(100, 10))
                  .clipping(Clipping.flat(1))
                  .budget(budget, 12, factors));
      NoiseSchedule noise = optimizer.plan().noise();
      assertThat(noise.at(5)).isEqualTo(2 * noise.at(6));
      assertThat(optimizer.ledger().epsilonAfter(12, DELTA)).isBetween(1.99, 2.0);
      for (int step = 0; step < 12; step++) {
        assertThat(optimizer.ledger().stepsLeft(budget)).isEqualTo(12 - step);
        optimizer.step(model.session, rows -> model.feeds(new float[100][8], rows));
      }
      List<Double> before = model.variables();
      assertThatThrownBy(
              () -> optimizer.step(model.session, rows -> model.feeds(new float[100][8], rows)))
          .isInstanceOf(BudgetExhaustedException.class);
      assertThat(optimizer.ledger().steps()).isEqualTo(12);
      assertThat(model.variables()).isEqualTo(before);
    }
  }

  /** All accountants, statistics and a count of the clipping; the steps that were asked for fit. */
  @Test
  void budget_randomFactors_areKeptAndNotMuchMore() {
    Random random = new Random(7);
    try (LinearModel model = new LinearModel()) {
      for (int run = 0; run < 6; run++) {
        TreeMap<Long, Double> factors = new TreeMap<>(Map.of(0L, 1.0));
        for (int level = 1 + random.nextInt(3); level > 0; level--) {
          factors.put(random.nextLong(400), Math.exp(random.nextGaussian()));
        }
        PrivacyBudget budget = new PrivacyBudget(0.5 + 3 * random.nextDouble(), DELTA);
        DpOptimizerBuilder builder =
            DpOptimizer.wrap(model.overwriting())
                .sampling(PoissonSampling.of(10_000, 100))
                .clipping(run % 2 == 0 ? Clipping.flat(1) : Clipping.adaptiveQuantile(0.5, 1))
                .budget(budget, 300, NoiseSchedule.stepwise(factors));
        if (run % 3 == 0) {
          builder.accountant(RdpAccountant::new);
        }
        DpOptimizer optimizer = run % 4 < 2 ? builder.build() : builder.watch(4).build();
        assertThat(optimizer.ledger().stepsLeft(budget))
            .as("run %d", run)
            .isGreaterThanOrEqualTo(300);
        assertThat(optimizer.ledger().epsilonAfter(300, DELTA))
            .isBetween(0.999 * budget.epsilon(), budget.epsilon());
      }
    }
  }

  @Test
  void budget_factorOfZero_isRefused() {
    try (LinearModel model = new LinearModel()) {
      DpOptimizerBuilder builder = DpOptimizer.wrap(model.overwriting());
      NoiseSchedule factors = NoiseSchedule.stepwise(Map.of(0L, 1.0, 5L, 0.0));
      assertThatThrownBy(() -> builder.budget(new PrivacyBudget(1, DELTA), 10, factors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the least factor of the noise must be positive");
    }
  }

  /** A run that is resumed goes on at the step where its charges end, of which some never ran. */
  @Test
  void resume_inAnotherLevel_hasTheNoiseOfTheStepThatIsCharged() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 1e-3, 3L, 1.0, 16L, 1e3));
    try (LinearModel first = new LinearModel()) {
      DpOptimizer optimizer = first.ready(noiseAlone(first, schedule).checkpoints(folder));
      optimizer.resume(first.session);
      assertThat(squares(first, optimizer) / 1e-6).isBetween(0.5, 90.0);
      assertThat(squares(first, optimizer) / 1e-6).isBetween(0.5, 90.0);
      optimizer.save(first.session);
    }
    try (LinearModel second = new LinearModel()) {
      DpOptimizer optimizer = second.ready(noiseAlone(second, schedule).checkpoints(folder));
      assertThat(optimizer.resume(second.session)).isEqualTo(OptionalLong.of(2));
      assertThat(optimizer.ledger().steps()).isEqualTo(16);
      assertThat(squares(second, optimizer) / 1e6).isBetween(0.5, 90.0);
      assertThat(optimizer.ledger().event()).isEqualTo(optimizer.plan().after(17));
    }
  }

  static Stream<NoiseSchedule> others() {
    return Stream.of(
        NoiseSchedule.constant(2),
        NoiseSchedule.stepwise(Map.of(0L, 2.0, 2000L, 0.5)),
        NoiseSchedule.stepwise(Map.of(0L, 2.0, 2001L, 1.0)),
        NoiseSchedule.stepwise(Map.of(0L, 2.0, 2000L, 1.0, 1_000_000L, 0.1)));
  }

  /** Also if they differ in steps that are far away. */
  @ParameterizedTest
  @MethodSource("others")
  void checkpoints_anotherSchedule_isRefusedAndNamed(NoiseSchedule other) {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 2.0, 2000L, 1.0));
    try (LinearModel first = new LinearModel()) {
      DpOptimizer optimizer = first.ready(noiseAlone(first, schedule).checkpoints(folder));
      squares(first, optimizer);
      optimizer.save(first.session);
    }
    try (LinearModel second = new LinearModel()) {
      DpOptimizerBuilder builder = noiseAlone(second, other).checkpoints(folder);
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(
              "its noise multiplier was '2.0 from step 0, 1.0 from step 2000' and is '"
                  + other.description()
                  + "'");
    }
  }

  /** The largest schedule there is fits into the records of a run. */
  @Test
  void checkpoints_mostLevels_areKept() {
    NoiseSchedule schedule = NoiseSchedule.exponentialDecay(3, 1 / 3.0, 1L << 52, 64);
    NoiseSchedule near = NoiseSchedule.exponentialDecay(3, 1 / 3.0, 640, 64);
    for (NoiseSchedule each : List.of(schedule, near)) {
      Path own = folder.resolve(each.levels().lastKey().toString());
      for (int process = 0; process < 2; process++) {
        try (LinearModel model = new LinearModel()) {
          DpOptimizer optimizer =
              model.ready(
                  noiseAlone(model, each)
                      .clipping(Clipping.adaptiveQuantile(0.5, 1))
                      .checkpoints(own));
          optimizer.resume(model.session);
          optimizer.step(model.session, rows -> model.feeds(new float[0][], rows));
          optimizer.save(model.session);
        }
      }
    }
  }

  @Test
  void plan_schedule_isInTheWordsOfLedgers() {
    NoiseSchedule schedule = NoiseSchedule.stepwise(Map.of(0L, 2.0, 20L, 1.5));
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer = noiseAlone(model, schedule).build();
      assertThat(optimizer.plan().details())
          .containsEntry("noise multiplier", "2.0 from step 0, 1.5 from step 20");
      assertThat(optimizer.plan().spending("test", 30).cost().asEvent())
          .contains(optimizer.plan().after(30));
      assertThatThrownBy(() -> optimizer.plan().noiseMultiplier())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ask noise().at(step)");
      DpOptimizer constant = noiseAlone(model, NoiseSchedule.constant(1.5)).build();
      assertThat(constant.plan().noiseMultiplier()).isEqualTo(1.5);
      assertThat(constant.plan().details()).containsEntry("noise multiplier", "1.5");
    }
  }

  /** Single precision must hold the noise of every step, which is seen before the first. */
  @Test
  void minimize_levelBeyondSinglePrecision_isRefused() {
    try (LinearModel model = new LinearModel()) {
      DpOptimizer optimizer =
          noiseAlone(model, NoiseSchedule.stepwise(Map.of(0L, 1.0, 9L, 1e30))).build();
      assertThatThrownBy(() -> optimizer.minimize(model.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("noiseStdDev");
    }
  }

  /** How a builder of that name says a constant is no other. */
  @Test
  void noiseMultiplier_constantSchedule_isTheNumber() {
    try (LinearModel model = new LinearModel()) {
      Function<DpOptimizerBuilder, DpOptimizer> build =
          builder ->
              builder.sampling(PoissonSampling.of(100, 10)).clipping(Clipping.flat(1)).build();
      DpOptimizer one = build.apply(DpOptimizer.wrap(model.overwriting()).noiseMultiplier(1.1));
      DpOptimizer same =
          build.apply(
              DpOptimizer.wrap(model.overwriting()).noiseMultiplier(NoiseSchedule.constant(1.1)));
      assertThat(one.plan()).isEqualTo(same.plan());
      PrivacyBudget budget = new PrivacyBudget(2, DELTA);
      assertThat(build.apply(DpOptimizer.wrap(model.overwriting()).budget(budget, 100)).plan())
          .isEqualTo(
              build
                  .apply(
                      DpOptimizer.wrap(model.overwriting())
                          .budget(budget, 100, NoiseSchedule.constant(0.3)))
                  .plan());
    }
  }
}
