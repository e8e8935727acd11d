package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.calibration.BatchSizeCalibration.expectedBatchSize;
import static io.dptrain.accountant.calibration.StepCalibration.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import io.dptrain.accountant.testing.SeededCases;
import io.dptrain.accountant.testing.SeededCases.Setting;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps and batch sizes for a budget: the largest that fit, under the accountant that reports. */
class RunCalibrationTest {
  private static final long SIZE = 60_000;
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-5);

  static Stream<Setting> settings() {
    return SeededCases.settings().limit(12);
  }

  static Stream<Row> golden() {
    return GoldenTable.rows("calibrate_sigma");
  }

  private static double epsilon(double probability, double noise, long steps, double delta) {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .compose(PrivacyEvent.poissonSampledGaussian(probability, noise), steps)
        .epsilon(delta);
  }

  /** The noise that was published for some steps allows as many, but not a hundredth more. */
  @ParameterizedTest
  @MethodSource("golden")
  void steps_atThePublishedNoise_areThePublishedSteps(Row row) {
    PrivacyBudget target = new PrivacyBudget(row.number("target_epsilon"), row.number("delta"));
    double probability = row.number("sampling_probability");
    double noise = NoiseCalibration.noiseMultiplier(target, probability, row.count("steps"));

    long steps = steps(target, probability, noise);

    assertThat((double) steps).isBetween(row.number("steps"), row.number("steps") * 1.01 + 1);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void steps_randomSetting_fitAndOneMoreDoesNot(Setting s) {
    PrivacyBudget target = new PrivacyBudget(3, s.delta());

    long steps = steps(target, s.samplingProbability(), s.noiseMultiplier());

    assertThat(epsilon(s.samplingProbability(), s.noiseMultiplier(), steps, s.delta()))
        .isLessThanOrEqualTo(3);
    assertThat(epsilon(s.samplingProbability(), s.noiseMultiplier(), steps + 1, s.delta()))
        .isGreaterThan(3);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void expectedBatchSize_budgetOfAKnownRun_isThatRunsOrALittleLess(Setting s) {
    double known = Math.max(1.5, SIZE * s.samplingProbability());
    double epsilon = epsilon(known / SIZE, s.noiseMultiplier(), s.steps(), s.delta());
    PrivacyBudget target = new PrivacyBudget(Math.max(epsilon, 1e-3), s.delta());

    double found = expectedBatchSize(target, SIZE, s.noiseMultiplier(), s.steps());

    assertThat(epsilon(found / SIZE, s.noiseMultiplier(), s.steps(), s.delta()))
        .isLessThanOrEqualTo(target.epsilon());
    if (found < SIZE) {
      assertThat(epsilon(found * (1 + 1.1e-5) / SIZE, s.noiseMultiplier(), s.steps(), s.delta()))
          .isGreaterThan(target.epsilon());
    }
    assertThat(found).isGreaterThan(known * (1 - 1.1e-5));
  }

  @Test
  void expectedBatchSize_budgetForAllTheData_isAllTheData() {
    assertThat(expectedBatchSize(BUDGET, SIZE, 1000, 10)).isEqualTo(SIZE);
    assertThat(expectedBatchSize(BUDGET, 1, 1000, 10)).isEqualTo(1);
  }

  @Test
  void steps_edges_haveTheirLimits() {
    assertThat(steps(BUDGET, 1, 0.1)).isZero();
    assertThat(steps(BUDGET, 1e-9, 1e9)).isEqualTo(1L << 53);
  }

  @Test
  void expectedBatchSize_targetOutOfReach_isRefusedWithTheFix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expectedBatchSize(BUDGET, 100, 0.5, 100_000))
        .withMessageContaining("an expected batch size of 1.0 is too large for PrivacyBudget")
        .withMessageContaining("fewer steps");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1.1, 1", "NaN, 1", "0.1, 0", "0.1, -1", "0.1, NaN", "0.1, Infinity"})
  void steps_outsideDomain_areRefused(double probability, double noise) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> steps(BUDGET, probability, noise))
        .withMessageContaining("must be");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "10, 0, 1", "10, NaN, 1", "10, 1, 0", "10, 1, -1"})
  void expectedBatchSize_outsideDomain_isRefused(long size, double noise, long steps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expectedBatchSize(BUDGET, size, noise, steps))
        .withMessageContaining("must be");
  }
}
