package io.dptrain.accountant.pld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PldAccountantTest {
  private static final double DELTA = 1e-5;
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);

  private static final PrivacyEvent STEP_INSIDE = new GaussianEvent(2);

  private static PldAccountant accountant() {
    return new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  @Test
  void guarantee_nothingComposed_isZero() {
    PldAccountant accountant = accountant().compose(STEP, 0).compose(new NoOpEvent(), 9);

    assertThat(accountant.guarantee(1e-300).upper()).isZero();
    assertThat(accountant.delta(0)).isZero();
    assertThat(accountant.relation()).isEqualTo(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  @Test
  void guarantee_nonPrivateOrNoiseless_isInfinite() {
    PrivacyEvent noiseless = PrivacyEvent.poissonSampledGaussian(1e-9, 0);
    PrivacyEvent sampled = new PoissonSampledEvent(0.1, new NonPrivateEvent());
    for (PrivacyEvent event : List.of(new NonPrivateEvent(), noiseless, sampled)) {
      PldAccountant accountant = accountant().compose(STEP).compose(event);

      assertThat(accountant.epsilon(0.999)).isInfinite();
      assertThat(accountant.guarantee(1e-10).width()).isZero();
      assertThat(accountant.delta(1e6)).isEqualTo(1);
      assertThat(accountant.stepsWithin(STEP, new PrivacyBudget(1e9, 0.5))).isZero();
    }
  }

  /** It is revealed with probability 1 - 0.9^2; a larger delta may or may not forgive it. */
  @Test
  void guarantee_noiselessSometimes_isInfiniteOnlyBelowItsProbability() {
    PldAccountant accountant = accountant().compose(PrivacyEvent.poissonSampledGaussian(0.1, 0), 2);

    assertThat(accountant.guarantee(0.1899).lower()).isInfinite();
    assertThat(accountant.guarantee(0.1901).lower()).isZero();
    assertThat(accountant.deltaBracket(9).lower()).isBetween(0.1899, 0.19);
  }

  /** Drawn in one of ten steps with a probability of 0.0956. */
  @Test
  void guarantee_noiseNextToNothing_isThatOfBeingDrawn() {
    GaussianEvent gaussian = new GaussianEvent(1e-5);
    PrivacyEvent poisson = new PoissonSampledEvent(0.01, gaussian);
    PrivacyEvent fixedSize = new FixedSizeSampledEvent(100, 1, gaussian);
    PrivacyEvent truncated = new TruncatedPoissonSampledEvent(100, 0.01, 50, gaussian);
    for (PldAccountant accountant :
        List.of(
            accountant().compose(poisson, 10),
            accountant().compose(truncated, 10),
            replaceOne().compose(poisson, 10),
            replaceOne().compose(fixedSize, 10),
            PldAccountant.forGroup(2).compose(poisson, 10))) {
      assertThat(accountant.epsilon(0.09)).isGreaterThan(1e6);
      assertThat(accountant.delta(1000)).isBetween(0.0956, 0.3);
      assertThat(accountant.deltaBracket(1000).lower()).isLessThanOrEqualTo(0.0957);
    }
  }

  @Test
  void epsilon_noDataSampled_isZero() {
    PrivacyEvent nothing = new PoissonSampledEvent(0, new GaussianEvent(0));
    PrivacyEvent nothingSampled = new PoissonSampledEvent(0.5, new NoOpEvent());
    PrivacyEvent never = new PoissonSampledEvent(0.5, new SelfComposedEvent(STEP_INSIDE, 0));

    assertThat(accountant().compose(nothing, 9).compose(nothingSampled).epsilon(DELTA)).isZero();
    assertThat(accountant().compose(never).epsilon(DELTA)).isZero();
  }

  /** Four times noise 2 is noise 1, rounded towards privacy. */
  @Test
  void compose_gaussiansOnOneSample_isOneOfTheirPrecisions() {
    PrivacyEvent four = new SelfComposedEvent(new GaussianEvent(2), 4);
    GaussianEvent joint = JointGaussian.of(four, part -> {}).orElseThrow();

    EpsilonBracket together = sampled(four);

    assertThat(together).isEqualTo(sampled(joint));
    assertThat(together.upper())
        .isCloseTo(sampled(new GaussianEvent(1)).upper(), withinPercentage(1e-10));
  }

  private static EpsilonBracket sampled(PrivacyEvent event) {
    return accountant().compose(new PoissonSampledEvent(0.1, event), 20).guarantee(DELTA);
  }

  @Test
  void compose_nestedSampling_isRefusedByNameAndChangesNothing() {
    PldAccountant accountant = accountant().compose(STEP, 10);
    EpsilonBracket before = accountant.guarantee(DELTA);
    PrivacyEvent nested = new PoissonSampledEvent(0.5, STEP);

    assertThatThrownBy(() -> accountant.compose(new ComposedEvent(List.of(STEP, nested))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PldAccountant does not cover PoissonSampled");

    assertThat(accountant.guarantee(DELTA)).isEqualTo(before);
  }

  @Test
  void compose_notCovered_isRefusedByNameWithTheRelation() {
    PrivacyEvent fixedSize = new FixedSizeSampledEvent(100, 10, new GaussianEvent(1));
    PrivacyEvent sampledLaplace = new PoissonSampledEvent(0.1, new LaplaceEvent(1));
    PrivacyEvent mixed =
        new PoissonSampledEvent(
            0.1, new ComposedEvent(List.of(new LaplaceEvent(1), new GaussianEvent(1))));

    assertRefused(accountant(), fixedSize, "FixedSizeSampled", "ADD_OR_REMOVE_ONE");
    assertRefused(accountant(), mixed, "Laplace", "ADD_OR_REMOVE_ONE");
    assertRefused(replaceOne(), sampledLaplace, "PoissonSampled", "REPLACE_ONE");
    assertRefused(PldAccountant.forGroup(3), sampledLaplace, "PoissonSampled", "groups of 3");
  }

  private static PldAccountant replaceOne() {
    return new PldAccountant(NeighboringRelation.REPLACE_ONE);
  }

  private static void assertRefused(PldAccountant accountant, PrivacyEvent event, String... words) {
    assertThatThrownBy(() -> accountant.compose(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
    assertThat(accountant.epsilon(DELTA)).isZero();
  }

  @Test
  void compose_countTooLarge_changesNothing() {
    PldAccountant accountant = accountant().compose(STEP, 10);
    EpsilonBracket before = accountant.guarantee(DELTA);

    assertThatThrownBy(() -> accountant.compose(STEP, 1L << 53))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count");

    assertThat(accountant.guarantee(DELTA)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1, Double.NaN})
  void guarantee_deltaOutsideItsDomain_isRefused(double delta) {
    assertThatThrownBy(() -> accountant().guarantee(delta))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void delta_epsilonOutsideItsDomain_isRefused(double epsilon) {
    assertThatThrownBy(() -> accountant().delta(epsilon))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stepsWithin_edges_areExact() {
    PrivacyBudget budget = new PrivacyBudget(1, DELTA);

    assertThat(accountant().stepsWithin(new NoOpEvent(), budget)).isEqualTo(1L << 53);
    assertThat(accountant().stepsWithin(new GaussianEvent(0.1), budget)).isZero();
  }

  @Test
  void queries_afterwards_leaveTheStateAsItWas() {
    PldAccountant accountant = accountant().compose(STEP, 10);
    EpsilonBracket before = accountant.guarantee(DELTA);

    assertThat(accountant.epsilonAfter(STEP, 10, DELTA)).isGreaterThan(before.upper());
    for (int i = 1; i < 70; i++) {
      assertThat(accountant.epsilon(i * 0.01)).isLessThan(before.upper());
      assertThat(accountant.delta(i)).isLessThan(1);
    }

    assertThat(accountant.guarantee(DELTA)).isEqualTo(before);
  }

  /** A crash or NaN is not an answer, infinity is. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.01, 3",
    "0.5, 0.05, 2",
    "1e-9, 0.05, 10000000",
    "1e-9, 10000, 10000000",
    "0.5, 10000, 10000000",
    "0.01, 1, 9007199254740992",
    "1e-300, 1, 9007199254740992",
    "0.3, 0.001, 5",
    "1, 1e-5, 1",
    "0.999999999999, 1, 100",
    "0.01, 1e200, 100",
    "1, 1e200, 9",
    "0.5, 1e-200, 1",
    "1e-9, 5000, 1",
    "0.5, 5000, 1",
    "0.5, 0.02, 1"
  })
  void guarantee_extremes_isABracket(double q, double noise, long steps) {
    PldAccountant accountant =
        accountant().compose(PrivacyEvent.poissonSampledGaussian(q, noise), steps);
    for (double delta : new double[] {1e-2, 1e-10}) {
      EpsilonBracket bracket = accountant.guarantee(delta);
      assertThat(bracket.lower()).isGreaterThanOrEqualTo(0).isLessThanOrEqualTo(bracket.upper());
    }
    for (double epsilon : new double[] {0, 2}) {
      DeltaBracket bracket = accountant.deltaBracket(epsilon);
      assertThat(bracket.lower()).isGreaterThanOrEqualTo(0).isLessThanOrEqualTo(bracket.upper());
      assertThat(bracket.upper()).isLessThanOrEqualTo(1);
    }
  }
}
