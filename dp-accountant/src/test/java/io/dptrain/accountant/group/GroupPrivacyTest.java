package io.dptrain.accountant.group;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupPrivacyTest {
  private static PrivacyAccountant gaussian(double noise) {
    return new PldAccountant(ADD_OR_REMOVE_ONE).compose(new GaussianEvent(noise));
  }

  /** A group moves the sum k times as far, so its truth is that of less noise. */
  @ParameterizedTest
  @CsvSource({"2, 20", "5, 20", "10, 100", "100, 300", "3, 2"})
  void epsilon_gaussian_isNotBelowTheTruth(long groupSize, double noise) {
    double truth = new AnalyticGaussian(ADD_OR_REMOVE_ONE, noise / groupSize, 1).epsilon(1e-5);

    double epsilon = GroupPrivacy.epsilon(gaussian(noise), groupSize, 1e-5);

    assertThat(epsilon).isGreaterThan(truth).isLessThan(20 * truth);
    assertThat(GroupPrivacy.delta(gaussian(noise), groupSize, epsilon)).isLessThanOrEqualTo(1e-5);
    assertThat(PldAccountant.forGroup(groupSize).compose(new GaussianEvent(noise)).epsilon(1e-5))
        .isCloseTo(truth, withinPercentage(1e-5));
  }

  @Test
  void epsilon_oneRecord_isTheAccountants() {
    PrivacyAccountant accountant = gaussian(3);

    assertThat(GroupPrivacy.epsilon(accountant, 1, 1e-5))
        .isCloseTo(accountant.epsilon(1e-5), withinPercentage(1e-5))
        .isGreaterThanOrEqualTo(accountant.epsilon(1e-5) * (1 - 1e-7));
    assertThat(GroupPrivacy.delta(accountant, 1, 0.5))
        .isCloseTo(accountant.delta(0.5), within(1e-12));
  }

  /** The formula by hand: k = 3, epsilon = 0.6, so 0.2 each. */
  @Test
  void delta_threeRecords_isTheFormula() {
    double each = gaussian(3).delta(0.2);

    assertThat(GroupPrivacy.delta(gaussian(3), 3, 0.6))
        .isCloseTo(each * (1 + Math.exp(0.2) + Math.exp(0.4)), withinPercentage(1e-9));
  }

  @Test
  void epsilon_ends_areZeroAndInfinity() {
    PrivacyAccountant nothing = new PldAccountant(ADD_OR_REMOVE_ONE);
    PrivacyAccountant all = new PldAccountant(ADD_OR_REMOVE_ONE).compose(new NonPrivateEvent());

    assertThat(GroupPrivacy.epsilon(nothing, 1_000_000, 1e-9)).isZero();
    assertThat(GroupPrivacy.delta(nothing, 1_000_000, 0)).isZero();
    assertThat(GroupPrivacy.epsilon(all, 2, 1e-9)).isInfinite();
    assertThat(GroupPrivacy.delta(all, 2, 1e4)).isEqualTo(1);
  }

  /** For a sampled Gaussian, following the group is far tighter than any conversion. */
  @Test
  void forGroup_sampledGaussian_isBetweenOneRecordAndTheConversion() {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(0.01, 4);
    PrivacyAccountant one = new PldAccountant(ADD_OR_REMOVE_ONE).compose(step, 500);

    double group = PldAccountant.forGroup(4).compose(step, 500).epsilon(1e-5);

    assertThat(group).isGreaterThan(one.epsilon(1e-5));
    assertThat(group).isLessThan(GroupPrivacy.epsilon(one, 4, 1e-5));
    assertThat(PldAccountant.forGroup(1).compose(step, 500).epsilon(1e-5))
        .isEqualTo(one.epsilon(1e-5));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void epsilon_badGroupSize_isRefused(long groupSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupPrivacy.epsilon(gaussian(1), groupSize, 1e-5))
        .withMessageContaining("groupSize must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.forGroup(groupSize))
        .withMessageContaining("groupSize must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.forGroup(1001))
        .withMessage(
            "groupSize must be in [1, 1000], but is 1001; for larger groups see GroupPrivacy");
  }
}
