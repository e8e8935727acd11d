package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.calibration.NoiseCalibration.noiseMultiplier;
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
import org.junit.jupiter.params.provider.ValueSource;

class NoiseCalibrationTest {
  static Stream<Row> golden() {
    return GoldenTable.rows("calibrate_sigma");
  }

  static Stream<Setting> settings() {
    return SeededCases.settings().limit(12);
  }

  private static double epsilon(double probability, double noise, long steps, double delta) {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .compose(PrivacyEvent.poissonSampledGaussian(probability, noise), steps)
        .epsilon(delta);
  }

  /**
   * A known bug of other libraries: noise below the target. Here the reporting accountant stays
   * within the target, and only just.
   */
  private static void assertSmallest(
      double noise, PrivacyBudget target, double probability, long steps) {
    assertThat(epsilon(probability, noise, steps, target.delta()))
        .isLessThanOrEqualTo(target.epsilon());
    assertThat(epsilon(probability, noise * (1 - 2e-5), steps, target.delta()))
        .isGreaterThan(target.epsilon());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void noiseMultiplier_everyRow_isBetweenExactAndPublished(Row row) {
    PrivacyBudget target = new PrivacyBudget(row.number("target_epsilon"), row.number("delta"));
    double probability = row.number("sampling_probability");

    double noise = noiseMultiplier(target, probability, row.count("steps"));

    assertThat(noise).isBetween(row.number("sigma_exact"), row.number("sigma_rdp") * (1 + 1.1e-5));
    assertSmallest(noise, target, probability, row.count("steps"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void noiseMultiplier_randomSetting_isTheSmallestThatReachesTheTarget(Setting s) {
    PrivacyBudget target = new PrivacyBudget(s.noiseMultiplier(), s.delta());

    double noise = noiseMultiplier(target, s.samplingProbability(), s.steps());

    assertSmallest(noise, target, s.samplingProbability(), s.steps());
  }

  @ParameterizedTest
  @CsvSource({"1000, 1e-5", "10000, 1e-5", "1e-4, 1e-5", "1e-9, 1e-3", "1, 1e-12"})
  void noiseMultiplier_extremeTarget_isTheSmallestThatReachesIt(double epsilon, double delta) {
    PrivacyBudget target = new PrivacyBudget(epsilon, delta);

    double noise = noiseMultiplier(target, 0.01, 500);

    assertSmallest(noise, target, 0.01, 500);
  }

  @Test
  void noiseMultiplier_targetBeyondUse_isTheSmallestThereIs() {
    assertThat(noiseMultiplier(new PrivacyBudget(1e12, 0.1), 0.01, 10))
        .isEqualTo(NoiseCalibration.SMALLEST_NOISE);
  }

  @Test
  void noiseMultiplier_targetOutOfReach_isRefusedWithTheFix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noiseMultiplier(new PrivacyBudget(1e-9, 1e-300), 0.01, 1000))
        .withMessageContaining("no noise multiplier up to")
        .withMessageContaining("epsilon=1.0E-9")
        .withMessageContaining("fewer steps");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void noiseMultiplier_badProbability_isRefused(double probability) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noiseMultiplier(new PrivacyBudget(1, 1e-5), probability, 10))
        .withMessage("samplingProbability must be in (0, 1], but is " + probability);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE})
  void noiseMultiplier_badSteps_isRefused(long steps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> noiseMultiplier(new PrivacyBudget(1, 1e-5), 0.1, steps))
        .withMessage("steps must be in [1, 2^53], but is " + steps);
  }
}
