package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.calibration.StepCalibration.epochs;
import static io.dptrain.accountant.calibration.StepCalibration.stepsPerEpoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.testing.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Noise, epochs and steps per epoch of random allocation, for a budget. */
class AllocationCalibrationTest {
  private static final double DELTA = 1e-5;
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, DELTA);

  /** The epsilon of a new accountant. */
  private static double epsilon(long stepsPerEpoch, double noise, long epochs) {
    return new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .compose(PrivacyEvent.randomlyAllocatedGaussian(stepsPerEpoch, noise), epochs)
        .epsilon(DELTA);
  }

  @ParameterizedTest
  @CsvSource({"2.3411, 234, 1.1, 60", "2, 100, 1, 8", "5, 1, 1, 1"})
  void epochs_ofABudget_fitAndOneMoreDoesNot(
      double target, long stepsPerEpoch, double noise, long least) {
    long epochs = epochs(new PrivacyBudget(target, DELTA), stepsPerEpoch, noise, Kind.PLD);

    assertThat(epochs).isGreaterThanOrEqualTo(least);
    assertThat(epsilon(stepsPerEpoch, noise, epochs)).isLessThanOrEqualTo(target);
    assertThat(epsilon(stepsPerEpoch, noise, epochs + 1)).isGreaterThan(target);
  }

  @Test
  void epochs_knownRun_areThoseOfItsBracket() {
    assertThat(epochs(new PrivacyBudget(2.3411, DELTA), 234, 1.1, Kind.PLD)).isEqualTo(60);
    assertThat(epochs(new PrivacyBudget(2.3400, DELTA), 234, 1.1, Kind.PLD)).isEqualTo(59);
  }

  @Test
  void epochs_budgetBelowOne_areNone() {
    assertThat(epochs(BUDGET, 2, 0.3, Kind.PLD)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2.3411, 60, 1.1", "2, 60, 1.1", "1, 1, 0.7", "0.5, 3, 3", "3.93, 1, 1.1"})
  void stepsPerEpoch_ofABudget_reachItAndOneLessDoesNot(double target, long epochs, double noise) {
    long steps = stepsPerEpoch(new PrivacyBudget(target, DELTA), epochs, noise, Kind.PLD);

    assertThat(epsilon(steps, noise, epochs)).isLessThanOrEqualTo(target);
    if (steps > 1) {
      assertThat(epsilon(steps - 1, noise, epochs)).isGreaterThan(target);
    }
  }

  @Test
  void stepsPerEpoch_knownRun_areThoseOfItsBracket() {
    assertThat(stepsPerEpoch(new PrivacyBudget(2.3411, DELTA), 60, 1.1, Kind.PLD)).isEqualTo(234);
    assertThat(stepsPerEpoch(new PrivacyBudget(2.3400, DELTA), 60, 1.1, Kind.PLD)).isEqualTo(235);
  }

  @Test
  void stepsPerEpoch_budgetForNoSampling_areOne() {
    assertThat(stepsPerEpoch(new PrivacyBudget(4, DELTA), 1, 1.1, Kind.PLD)).isEqualTo(1);
  }

  @Test
  void stepsPerEpoch_targetOutOfReach_isRefusedWithTheFix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stepsPerEpoch(new PrivacyBudget(1e-3, 1e-9), 1, 0.01, Kind.PLD))
        .withMessageContaining("67108864 steps per epoch are too few for PrivacyBudget")
        .withMessageContaining("fewer epochs");
  }

  @Test
  void noiseMultiplier_ofARun_isTheSmallestThatReachesTheTarget() {
    double noise =
        NoiseCalibration.noiseMultiplier(
            new PrivacyBudget(2.3411, DELTA),
            s -> new SelfComposedEvent(PrivacyEvent.randomlyAllocatedGaussian(234, s), 60),
            Kind.PLD);

    assertThat(noise).isBetween(1.0995, 1.1002);
    assertThat(epsilon(234, noise, 60)).isBetween(0.9999 * 2.3411, 2.3411);
  }

  @Test
  void anyOfThem_byAnAccountantWithoutABound_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> epochs(BUDGET, 10, 1, Kind.RDP))
        .withMessageContaining("no RDP bound of random allocation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stepsPerEpoch(BUDGET, 10, 1, Kind.RDP))
        .withMessageContaining("no RDP bound of random allocation");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "-1, 1", "9007199254740993, 1", "10, 0", "10, -1", "10, NaN", "10, Infinity"})
  void anyOfThem_outsideDomain_isRefused(long count, double noise) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> epochs(BUDGET, count, noise, Kind.PLD))
        .withMessageContaining("must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stepsPerEpoch(BUDGET, count, noise, Kind.PLD))
        .withMessageContaining("must be");
  }
}
