package io.dptrain.accountant.rdp;

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

class RdpLawsTest {
  static Stream<Setting> settings() {
    return SeededCases.settings();
  }

  private static RdpAccountant accountant() {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  private static double epsilon(double probability, double noise, long steps, double delta) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(probability, noise);
    return accountant().compose(step, steps).epsilon(delta);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void epsilon_moreNoiseOrLargerDelta_doesNotRise(Setting s) {
    double epsilon = epsilon(s.samplingProbability(), s.noiseMultiplier(), s.steps(), s.delta());

    assertThat(epsilon(s.samplingProbability(), s.noiseMultiplier() * 1.1, s.steps(), s.delta()))
        .isLessThanOrEqualTo(epsilon);
    assertThat(epsilon(s.samplingProbability(), s.noiseMultiplier(), s.steps(), s.delta() * 1.1))
        .isLessThanOrEqualTo(epsilon);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void epsilon_moreStepsOrData_doesNotFall(Setting s) {
    double epsilon = epsilon(s.samplingProbability(), s.noiseMultiplier(), s.steps(), s.delta());

    assertThat(epsilon(s.samplingProbability(), s.noiseMultiplier(), s.steps() + 1, s.delta()))
        .isGreaterThanOrEqualTo(epsilon);
    double more = Math.min(1, s.samplingProbability() * 1.1);
    assertThat(epsilon(more, s.noiseMultiplier(), s.steps(), s.delta()))
        .isGreaterThanOrEqualTo(epsilon);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void compose_count_isThatManySingleCompositions(Setting s) {
    RdpAccountant oneByOne = accountant();
    for (int i = 0; i < 100; i++) {
      oneByOne.compose(s.step());
    }

    assertThat(oneByOne.epsilon(s.delta()))
        .isEqualTo(accountant().compose(s.step(), 100).epsilon(s.delta()))
        .isEqualTo(accountant().compose(new SelfComposedEvent(s.step(), 100)).epsilon(s.delta()))
        .isEqualTo(accountant().epsilonAfter(s.step(), 100, s.delta()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void compose_otherOrderOfEvents_isTheSame(Setting s) {
    PrivacyEvent other = new GaussianEvent(s.noiseMultiplier() * 10);
    PrivacyEvent steps = new SelfComposedEvent(s.step(), s.steps());

    double forward = accountant().compose(steps).compose(other).epsilon(s.delta());

    assertThat(accountant().compose(other).compose(steps).epsilon(s.delta()))
        .isCloseTo(forward, withinPercentage(1e-10));
    assertThat(accountant().compose(new ComposedEvent(List.of(other, steps))).epsilon(s.delta()))
        .isCloseTo(forward, withinPercentage(1e-10));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void delta_atTheReportedEpsilon_isTheDeltaAskedFor(Setting s) {
    RdpAccountant accountant = accountant().compose(s.step(), s.steps());
    double epsilon = accountant.epsilon(s.delta());

    if (epsilon > 0) {
      assertThat(accountant.delta(epsilon)).isCloseTo(s.delta(), withinPercentage(1e-6));
    }
    assertThat(accountant.delta(epsilon + 0.1)).isLessThanOrEqualTo(s.delta());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void stepsWithin_anyBudget_fitsAndOneMoreDoesNot(Setting s) {
    PrivacyBudget budget = new PrivacyBudget(2, s.delta());
    RdpAccountant accountant = accountant();

    long first = accountant.stepsWithin(s.step(), budget);
    accountant.compose(s.step(), first / 3);
    long rest = accountant.stepsWithin(s.step(), budget);

    assertThat(rest).isEqualTo(first - first / 3);
    assertThat(accountant.epsilonAfter(s.step(), rest, s.delta())).isLessThanOrEqualTo(2);
    assertThat(accountant.epsilonAfter(s.step(), rest + 1, s.delta())).isGreaterThan(2);
  }

  /** The conversion of the definition, order by order, from the curve of the definition. */
  @ParameterizedTest
  @MethodSource("settings")
  void epsilon_againstSlowConversion_isEqual(Setting s) {
    double slow = Double.POSITIVE_INFINITY;
    RdpOrders orders = RdpOrders.defaults();
    for (int i = 0; i < orders.size(); i++) {
      double a = orders.order(i);
      double rdp =
          s.steps() * PoissonGaussianRdp.rdp(s.samplingProbability(), s.noiseMultiplier(), a);
      slow = Math.min(slow, rdp + Math.log(1 - 1 / a) - Math.log(s.delta() * a) / (a - 1));
      slow = -Math.expm1(-rdp) <= s.delta() * s.delta() ? 0 : slow;
    }

    assertThat(accountant().compose(s.step(), s.steps()).epsilon(s.delta()))
        .isCloseTo(Math.max(0, slow), withinPercentage(1e-9));
  }
}
