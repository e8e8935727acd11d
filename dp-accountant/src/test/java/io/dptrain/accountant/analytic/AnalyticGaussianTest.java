package io.dptrain.accountant.analytic;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
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

class AnalyticGaussianTest {
  static Stream<Row> golden() {
    return GoldenTable.rows("gaussian_no_sampling");
  }

  static Stream<Setting> settings() {
    return SeededCases.settings();
  }

  private static AnalyticGaussian mechanism(double noise, long count) {
    return new AnalyticGaussian(ADD_OR_REMOVE_ONE, noise, count);
  }

  private static AnalyticGaussian of(Row row) {
    return mechanism(row.number("noise_multiplier"), row.count("count"));
  }

  private static AnalyticGaussian of(Setting s) {
    return mechanism(s.noiseMultiplier(), s.steps());
  }

  /** The table holds roundings of its own, so the side is held to 1e-13. */
  @ParameterizedTest
  @MethodSource("golden")
  void epsilon_everyRow_isAtMost1e10AboveEightyDigitsAndNeverBelow(Row row) {
    double truth = row.number("epsilon_mpmath");

    double epsilon = of(row).epsilon(row.number("delta"));

    assertThat(epsilon).isBetween(truth * (1 - 1e-13), truth * (1 + 1e-10));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void delta_atTheTruth_isTheDeltaOfTheRow(Row row) {
    double delta = of(row).delta(row.number("epsilon_mpmath"));

    if (row.number("epsilon_mpmath") > 0) {
      assertThat(delta / row.number("delta") - 1).isBetween(-1e-10, 1e-9);
    }
  }

  /** A witness: no accountant is below the exact value. */
  @ParameterizedTest
  @MethodSource("golden")
  void epsilon_everyRow_isAtMostThatOfRdp(Row row) {
    GaussianEvent event = new GaussianEvent(row.number("noise_multiplier"));
    double rdp =
        new RdpAccountant(REPLACE_ONE)
            .compose(event, row.count("count"))
            .epsilon(row.number("delta"));

    AnalyticGaussian exact =
        new AnalyticGaussian(REPLACE_ONE, row.number("noise_multiplier"), row.count("count"));

    assertThat(exact.epsilon(row.number("delta"))).isLessThanOrEqualTo(rdp);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void epsilonAndDelta_randomSetting_areAtMostThoseOfRdp(Setting s) {
    RdpAccountant rdp =
        new RdpAccountant(ADD_OR_REMOVE_ONE)
            .compose(new GaussianEvent(s.noiseMultiplier()), s.steps());
    double epsilon = of(s).epsilon(s.delta());

    assertThat(epsilon).isLessThanOrEqualTo(rdp.epsilon(s.delta()));
    assertThat(of(s).delta(1)).isLessThanOrEqualTo(rdp.delta(1));
    assertThat(of(s).delta(epsilon)).isLessThanOrEqualTo(s.delta());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "1, 1",
    "1, 6",
    "0.2, 3",
    "0.2, 20",
    "3, 0.1",
    "10, 0.2",
    "50, 0.001",
    "0.05, 150",
    "200, 0.02",
    "20, 1",
    "5, 2"
  })
  void delta_againstTheDefinition_isEqual(double noise, double epsilon) {
    double direct = directIntegral(noise, epsilon);

    assertThat(mechanism(noise, 1).delta(epsilon) / direct - 1).isBetween(-1e-8, 1e-8);
  }

  /** Of the positive part of P - exp(epsilon) Q, by the midpoint rule: slow, and obvious. */
  private static double directIntegral(double noise, double epsilon) {
    double from = noise * noise * epsilon + 0.5;
    double to = Math.max(from, 1) + 14 * noise;
    int pieces = 1_000_000;
    double step = (to - from) / pieces;
    double sum = 0;
    for (int i = 0; i < pieces; i++) {
      double x = from + (i + 0.5) * step;
      double density = Math.exp(-(x - 1) * (x - 1) / (2 * noise * noise));
      sum += step * density * -Math.expm1(epsilon - (x - 0.5) / (noise * noise));
    }
    return sum / noise / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void epsilon_moreNoiseOrDeltaOrFewerSteps_doesNotRise(Setting s) {
    double epsilon = of(s).epsilon(s.delta());

    assertThat(mechanism(s.noiseMultiplier() * 1.1, s.steps()).epsilon(s.delta()))
        .isLessThanOrEqualTo(epsilon);
    assertThat(mechanism(s.noiseMultiplier(), s.steps() + 1).epsilon(s.delta()))
        .isGreaterThanOrEqualTo(epsilon);
    assertThat(of(s).epsilon(s.delta() * 1.1)).isLessThanOrEqualTo(epsilon);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void epsilon_underReplaceOne_isThatOfHalfTheNoise(Setting s) {
    AnalyticGaussian replaced =
        new AnalyticGaussian(REPLACE_ONE, 2 * s.noiseMultiplier(), s.steps());

    assertThat(replaced.epsilon(s.delta())).isEqualTo(of(s).epsilon(s.delta()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void noiseMultiplier_randomTarget_isTheSmallestThatReachesIt(Setting s) {
    PrivacyBudget target = new PrivacyBudget(s.noiseMultiplier(), s.delta());

    double noise = AnalyticGaussian.noiseMultiplier(ADD_OR_REMOVE_ONE, target, s.steps());

    assertThat(mechanism(noise, s.steps()).epsilon(s.delta()))
        .isBetween(target.epsilon() * (1 - 1e-8), target.epsilon());
    assertThat(mechanism(noise * (1 - 1e-9), s.steps()).epsilon(s.delta()))
        .isGreaterThan(target.epsilon());
  }

  @Test
  void edges_haveTheirLimits() {
    assertThat(mechanism(0, 1).epsilon(0.5)).isInfinite();
    assertThat(mechanism(0, 1).delta(1e9)).isEqualTo(1);
    assertThat(mechanism(1e-300, 1).epsilon(0.5)).isInfinite();
    assertThat(mechanism(0, 0).epsilon(1e-300)).isZero();
    assertThat(mechanism(0, 0).delta(0)).isZero();
    assertThat(mechanism(1e308, 1).epsilon(1e-300)).isZero();
    assertThat(mechanism(1e308, 1).delta(0)).isBetween(0.0, 1e-308).isNotZero();
    assertThat(mechanism(1e308, 1).delta(1e308)).isBetween(0.0, 1e-308).isNotZero();
    assertThat(mechanism(1, 1L << 53).epsilon(1e-5)).isBetween(4.5e15, 5e15);
    assertThat(AnalyticGaussian.noiseMultiplier(REPLACE_ONE, new PrivacyBudget(1, 0.1), 0))
        .isZero();
  }

  @Test
  void noiseMultiplier_targetOutOfReach_isRefused() {
    PrivacyBudget target = new PrivacyBudget(1e-300, 1e-300);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyticGaussian.noiseMultiplier(REPLACE_ONE, target, 1))
        .withMessageContaining("no noise multiplier gives PrivacyBudget");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void outsideDomain_isRefused(double bad) {
    assertThatIllegalArgumentException().isThrownBy(() -> mechanism(bad, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> mechanism(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> mechanism(1, 1).delta(bad));
    assertThatIllegalArgumentException().isThrownBy(() -> mechanism(1, 1).epsilon(bad));
    assertThatNullPointerException().isThrownBy(() -> new AnalyticGaussian(null, 1, 1));
  }
}
