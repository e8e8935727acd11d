package io.dptrain.core.training;

import static io.dptrain.core.training.Evaluation.every;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.core.random.SecureNoise;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Session;

/**
 * Evaluations on people whose data is private: with noise, and charged before they are looked at.
 */
class PrivateEvaluationTest {
  private static final NoisyMean MEAN = new NoisyMean(1_000, 0, 1, 20);

  @TempDir private Path folder;

  private BudgetAuthority authority(double epsilon) {
    return BudgetAuthority.open(folder.resolve("held-out"), new PrivacyBudget(epsilon, 1e-6));
  }

  private static Function<Session, double[]> share(double value) {
    return session -> {
      double[] values = new double[1_000];
      Arrays.fill(values, value);
      return values;
    };
  }

  @Test
  void build_moreStepsThanTheBudgetWasToldOf_isRefused() {
    try (BudgetAuthority authority = authority(2);
        TrainedModel model =
            new TrainedModel(b -> b.noiseMultiplier(100).authority(authority, "model", 40))) {
      assertThat(model.optimizer.declaredSteps()).hasValue(40);
      assertThatThrownBy(model.trainer(41)::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "steps must be at most the 40 that authority(...) was told of, but are 41; give both"
                  + " the same number");
      assertThat(model.trainer(40).build().run().steps()).isEqualTo(40);
    }
  }

  @Test
  void run_eachEvaluation_isChargedToTheBudgetOfThosePeople() {
    try (BudgetAuthority authority = authority(2);
        TrainedModel model = new TrainedModel()) {
      TrainingResult result =
          model
              .trainer(8)
              .evaluate(
                  Evaluation.onPrivateData("accuracy", every(4), MEAN, authority, share(0.75)))
              .keepLargest("accuracy")
              .build()
              .run();
      PlanReport plan = authority.report().plan(1);
      assertThat(plan.plan().purpose()).isEqualTo("evaluation: accuracy");
      assertThat(plan.plan().cost()).isEqualTo(PrivacyCost.of(new GaussianEvent(20), 3));
      assertThat(plan.charged()).isEqualTo(3);
      // Ten standard deviations.
      assertThat(result.last("accuracy").orElseThrow()).isCloseTo(0.75, within(0.1));
      assertThat(result.last("accuracy").orElseThrow()).isNotEqualTo(0.75);
      assertThat(result.bestStep()).isPresent();
    }
  }

  /** Nobody is looked at, and no step is run, for what cannot be paid. */
  @Test
  void run_evaluationsThatTheBudgetDoesNotAllow_areRefusedBeforeTheFirstStep() {
    try (BudgetAuthority authority = authority(0.1);
        TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model
              .trainer(8)
              .evaluate(
                  Evaluation.onPrivateData(
                      "accuracy",
                      every(4),
                      MEAN,
                      authority,
                      session -> {
                        throw new AssertionError("somebody was looked at");
                      }))
              .build();
      assertThatThrownBy(trainer::run).isInstanceOf(BudgetExceededException.class);
      assertThat(model.optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void run_moreExamplesThanTheDataHas_areRefusedBeforeTheFirstStep() {
    ProtectedData few =
        new ProtectedData("held out", "person", 999, NeighboringRelation.ADD_OR_REMOVE_ONE);
    try (BudgetAuthority authority =
            BudgetAuthority.open(folder.resolve("few"), new PrivacyBudget(2, 1e-6), few);
        TrainedModel model = new TrainedModel()) {
      PrivateTrainer trainer =
          model
              .trainer(8)
              .evaluate(
                  Evaluation.onPrivateData("accuracy", every(4), MEAN, authority, share(0.75)))
              .build();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("looks at 1000 examples, but 'held out'");
      assertThat(authority.report().plans()).isEmpty();
      assertThat(model.optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void of_values_areClippedAndCountAsTheMiddleWhereTheyAreNone() {
    NoisyMean mean = new NoisyMean(3, 0, 1, 1e-6);
    double value = mean.of(new double[] {Double.NaN, 5, -5}, SecureNoise.create());
    assertThat(value).isCloseTo(0.5, within(1e-5));
    assertThat(mean.of(new double[] {1, 1, 0.25}, SecureNoise.create()))
        .isCloseTo(0.75, within(1e-5));
    assertThat(mean.of(new double[] {1}, SecureNoise.create())).isCloseTo(2.0 / 3, within(1e-5));
    assertThatThrownBy(() -> mean.of(new double[4], SecureNoise.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 3 examples");
  }

  /**
   * Of 4,000 means of 10 values in [2, 6] with noise multiplier 5, the deviation is 5 * 2 / 10 = 1.
   * The sum of their squares is chi-square; it leaves 10 % around it with probability below 1e-6
   * (4.5 standard deviations of 0.0224).
   */
  @Test
  void of_noise_hasTheDeviationThatIsCharged() {
    NoisyMean mean = new NoisyMean(10, 2, 6, 5);
    double[] values = new double[10];
    Arrays.fill(values, 4);
    SecureNoise noise = SecureNoise.create();
    double squares = 0;
    for (int i = 0; i < 4_000; i++) {
      double error = mean.of(values, noise) - 4;
      squares += error * error;
    }
    assertThat(squares / 4_000).isCloseTo(1, within(0.12));
    assertThat(mean.event()).isEqualTo(new GaussianEvent(5));
  }

  /**
   * Digits below the noise would tell the sum: of each candidate, only the true one leaves noise.
   */
  @Test
  void of_lowDigits_tellNothingOfTheSum() {
    NoisyMean mean = new NoisyMean(100, 0, 1, 20);
    double unit = Math.scalb(0.5, -7); // 20 * 2^7 is from 2^11 to 2^12
    Random random = new Random(3);
    double[] values = random.doubles(100).toArray();
    SecureNoise noise = SecureNoise.create();
    for (int i = 0; i < 200; i++) {
      double units = (mean.of(values, noise) - 0.5) * 100 / unit;
      assertThat(units).isCloseTo(Math.rint(units), within(1e-6));
    }
  }

  /** Whatever the others are, also where sums are rounded. */
  @Test
  void sum_oneValueMoreOrLess_changesItByTheSensitivityAtMost() {
    Random random = new Random(4);
    for (double noiseMultiplier : new double[] {1e-9, 0.3, 1, 20, 5_000, 65_536}) {
      NoisyMean mean = new NoisyMean(50, -1, 3, noiseMultiplier);
      int digits = Math.max(0, Math.min(30, 11 - Math.getExponent(noiseMultiplier)));
      for (int i = 0; i < 200; i++) {
        double[] values = random.doubles(50, -2, 4).toArray();
        double[] without = Arrays.copyOf(values, 49);
        values[49] = i % 3 == 0 ? 3 : i % 3 == 1 ? -1 : values[49];
        assertThat(Math.abs(mean.sum(values) - mean.sum(without)))
            .isLessThanOrEqualTo(1L << digits);
      }
    }
  }

  @Test
  void constructor_numbersThatAreNone_areRefused() {
    assertThatThrownBy(() -> new NoisyMean(0, 0, 1, 1)).hasMessageContaining("examples");
    assertThatThrownBy(() -> new NoisyMean(1, 1, 1, 1)).hasMessageContaining("upper - lower");
    assertThatThrownBy(() -> new NoisyMean(1, 0, Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new NoisyMean(1, 0, 1, 0)).hasMessageContaining("noiseMultiplier");
    assertThatThrownBy(() -> new NoisyMean(1, 0, 1, 65_537))
        .hasMessage("noiseMultiplier must be at most 65536.0, but is 65537.0");
  }
}
