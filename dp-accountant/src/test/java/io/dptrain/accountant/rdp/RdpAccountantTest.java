package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RdpAccountantTest {
  private static final double DELTA = 1e-5;
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 1.1);

  private static RdpAccountant accountant() {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  /** A known footgun: with few orders epsilon is larger, never smaller, and the result says so. */
  @Test
  void guarantee_fewOrders_isLargerAndFlagged() {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(128 / 60_000.0, 1.3);
    RdpAccountant few =
        new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE, RdpOrders.of(100, 10));

    RdpGuarantee withFew = few.compose(step, 7031).guarantee(DELTA);
    RdpGuarantee withDefaults = accountant().compose(step, 7031).guarantee(DELTA);

    assertThat(withFew.epsilon()).isCloseTo(1.05, within(0.01));
    assertThat(withFew.order()).isEqualTo(10);
    assertThat(withFew.orderAtEnd()).isTrue();
    assertThat(withDefaults.epsilon()).isCloseTo(0.68, within(0.01));
    assertThat(withDefaults.orderAtEnd()).isFalse();
  }

  @Test
  void guarantee_nothingComposed_isZero() {
    RdpAccountant accountant = accountant().compose(STEP, 0).compose(new NoOpEvent(), 9);

    assertThat(accountant.epsilon(1e-300)).isZero();
    assertThat(accountant.delta(0)).isZero();
    assertThat(accountant.guarantee(DELTA).orderAtEnd()).isFalse();
  }

  @Test
  void guarantee_nonPrivateOrNoiseless_isInfinite() {
    PrivacyEvent noiseless = PrivacyEvent.poissonSampledGaussian(1e-9, 0);
    PrivacyEvent sampled = new PoissonSampledEvent(0.1, new NonPrivateEvent());
    for (PrivacyEvent event : List.of(new NonPrivateEvent(), noiseless, sampled)) {
      RdpAccountant accountant = accountant().compose(STEP).compose(event);

      assertThat(accountant.epsilon(0.999)).isInfinite();
      assertThat(accountant.delta(1e6)).isEqualTo(1);
      assertThat(accountant.guarantee(DELTA).order()).isNaN();
      assertThat(accountant.stepsWithin(STEP, new PrivacyBudget(1e9, 0.5))).isZero();
    }
  }

  @Test
  void epsilon_noDataSampled_isZero() {
    PrivacyEvent nothing = new PoissonSampledEvent(0, new GaussianEvent(0));
    PrivacyEvent nothingSampled = new PoissonSampledEvent(0.5, new NoOpEvent());

    assertThat(accountant().compose(nothing, 1000).compose(nothingSampled).epsilon(DELTA)).isZero();
  }

  /** Exact epsilon below, dp_accounting's RDP epsilon above. */
  @ParameterizedTest
  @CsvSource({
    "0.004266666666666667, 1.1, 20, 1, 14062, 1e-5, 2.387740804850292, 2.6032441202063428",
    "0.01, 1.0, 5, 1, 2000, 1e-5, 2.687456649781291, 2.9865037980502604",
    "0.01, 3, 3, 2, 2000, 1e-5, 1.085157451899062, 1.1905790376153889",
    "0.02, 4, 4, 7, 3000, 1e-6, 4.384315415783019, 4.7128976540406"
  })
  void epsilon_severalGaussiansOnOneSample_isThatOfTheirSum(
      double q,
      double noise,
      double other,
      long others,
      long steps,
      double delta,
      double exact,
      double published) {
    PrivacyEvent both =
        new ComposedEvent(
            List.of(
                new GaussianEvent(noise), new SelfComposedEvent(new GaussianEvent(other), others)));

    double epsilon = accountant().compose(new PoissonSampledEvent(q, both), steps).epsilon(delta);

    assertThat(epsilon).isBetween(exact, published * (1 + 1e-9));
    assertThat(epsilon).isCloseTo(published, within(0.02 * published));
  }

  @Test
  void compose_moreKindsOfStepsThanRemembered_losesNone() {
    RdpOrders orders = RdpOrders.of(2, 4, 8, 16, 32);
    RdpAccountant accountant = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE, orders);
    double precision = 0;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 200; i++) {
        accountant.compose(new GaussianEvent(50 + i));
        precision += 1 / Math.pow(50 + i, 2);
      }
    }

    double same =
        new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE, orders)
            .compose(new GaussianEvent(1 / Math.sqrt(precision)))
            .epsilon(DELTA);
    assertThat(accountant.epsilon(DELTA)).isCloseTo(same, within(1e-9));
  }

  @Test
  void stepsWithin_edges_areExact() {
    PrivacyBudget budget = new PrivacyBudget(1, DELTA);

    assertThat(accountant().stepsWithin(new NoOpEvent(), budget)).isEqualTo(1L << 53);
    assertThat(accountant().stepsWithin(new GaussianEvent(0.1), budget)).isZero();
    assertThat(accountant().compose(new GaussianEvent(0.1)).stepsWithin(new NoOpEvent(), budget))
        .isZero();
  }

  @Test
  void queries_afterwards_leaveTheStateAsItWas() {
    RdpAccountant accountant = accountant().compose(STEP, 10);
    double before = accountant.epsilon(DELTA);

    assertThat(accountant.epsilonAfter(STEP, 10, DELTA)).isGreaterThan(before);
    assertThat(accountant.stepsWithin(STEP, new PrivacyBudget(5, DELTA))).isPositive();

    assertThat(accountant.epsilon(DELTA)).isEqualTo(before);
  }
}
