package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.testing.SeededCases;
import io.dptrain.accountant.testing.SeededCases.Setting;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PldLawsTest {
  static Stream<Setting> settings() {
    return SeededCases.settings().limit(24);
  }

  private static PldAccountant accountant() {
    return new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  private static EpsilonBracket bracket(double q, double noise, long steps, double delta) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(q, noise);
    return accountant().compose(step, steps).guarantee(delta);
  }

  private static EpsilonBracket bracket(Setting s) {
    return bracket(s.samplingProbability(), s.noiseMultiplier(), s.steps(), s.delta());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void guarantee_anySetting_isABracketAndNarrow(Setting s) {
    EpsilonBracket bracket = bracket(s);

    assertThat(bracket.lower()).isBetween(0.0, bracket.upper());
    assertThat(bracket.width()).isLessThanOrEqualTo(Math.max(1e-3 * bracket.upper(), 1e-4));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void guarantee_moreNoiseOrLargerDelta_doesNotRise(Setting s) {
    double upper = bracket(s).upper();

    double q = s.samplingProbability();
    assertThat(bracket(q, s.noiseMultiplier() * 1.1, s.steps(), s.delta()).lower())
        .isLessThanOrEqualTo(upper);
    assertThat(bracket(q, s.noiseMultiplier(), s.steps(), s.delta() * 1.1).lower())
        .isLessThanOrEqualTo(upper);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void guarantee_moreStepsOrData_doesNotFall(Setting s) {
    double lower = bracket(s).lower();

    double q = s.samplingProbability();
    assertThat(bracket(q, s.noiseMultiplier(), s.steps() + 1, s.delta()).upper())
        .isGreaterThanOrEqualTo(lower);
    assertThat(bracket(Math.min(1, 1.1 * q), s.noiseMultiplier(), s.steps(), s.delta()).upper())
        .isGreaterThanOrEqualTo(lower);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void compose_count_isThatManySingleCompositions(Setting s) {
    PldAccountant oneByOne = accountant();
    for (int i = 0; i < 100; i++) {
      oneByOne.compose(s.step());
    }

    assertThat(oneByOne.guarantee(s.delta()))
        .isEqualTo(accountant().compose(s.step(), 100).guarantee(s.delta()))
        .isEqualTo(accountant().compose(new SelfComposedEvent(s.step(), 100)).guarantee(s.delta()));
    assertThat(accountant().compose(s.step(), 60).epsilonAfter(s.step(), 40, s.delta()))
        .isEqualTo(oneByOne.epsilon(s.delta()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void compose_otherOrderOfEvents_isTheSame(Setting s) {
    PrivacyEvent other = new GaussianEvent(s.noiseMultiplier() * 10);
    PrivacyEvent third = PrivacyEvent.poissonSampledGaussian(0.02, s.noiseMultiplier() + 1);
    PrivacyEvent steps = new SelfComposedEvent(s.step(), s.steps());

    EpsilonBracket forward =
        accountant().compose(steps).compose(other).compose(third).guarantee(s.delta());
    EpsilonBracket backward =
        accountant().compose(new ComposedEvent(List.of(third, other, steps))).guarantee(s.delta());

    assertThat(backward.upper()).isCloseTo(forward.upper(), withinPercentage(1e-5));
    assertThat(backward.lower()).isLessThanOrEqualTo(forward.upper());
    assertThat(forward.lower()).isLessThanOrEqualTo(backward.upper());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void deltaBracket_atTheReportedEpsilon_containsTheDeltaAskedFor(Setting s) {
    PldAccountant accountant = accountant().compose(s.step(), s.steps());
    EpsilonBracket epsilon = accountant.guarantee(s.delta());

    assertThat(accountant.deltaBracket(epsilon.upper()).lower()).isLessThanOrEqualTo(s.delta());
    if (epsilon.lower() > 0) {
      assertThat(accountant.deltaBracket(epsilon.lower()).upper())
          .isGreaterThanOrEqualTo(s.delta());
    }
    assertThat(accountant.deltaBracket(epsilon.upper() + 0.1).lower())
        .isLessThanOrEqualTo(accountant.delta(epsilon.upper()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void stepsWithin_anyBudget_fitsAndOneMoreDoesNot(Setting s) {
    PrivacyBudget budget = new PrivacyBudget(2, s.delta());
    PldAccountant accountant = accountant().compose(s.step());

    long fits = accountant.stepsWithin(s.step(), budget);

    assertThat(accountant.epsilonAfter(s.step(), fits + 1, s.delta())).isGreaterThan(2);
    if (fits > 0) {
      assertThat(accountant.epsilonAfter(s.step(), fits, s.delta())).isLessThanOrEqualTo(2);
    }
  }
}
