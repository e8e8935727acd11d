package io.dptrain.core.ledger;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.internal.DeltaWarning;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import io.dptrain.core.testing.LogRecords;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrivacyLedgerTest {
  private static final double DELTA = 1e-5;
  private static final double LARGE_DELTA = 1e-2;
  private static final Sampler SAMPLER = PoissonSampling.of(10_000, 100);

  private static LongFunction<PrivacyEvent> run(Sampler sampler) {
    return steps -> sampler.after(steps, new GaussianEvent(1));
  }

  private static PrivacyLedger ledger(
      Sampler sampler, Function<NeighboringRelation, PrivacyAccountant> accountant, long steps) {
    PrivacyLedger ledger =
        new PrivacyLedger(
            run(sampler), ADD_OR_REMOVE_ONE, accountant, LedgerStore.inMemory(), 0, 10_000, 1);
    for (long step = 0; step < steps; step++) {
      ledger.charge();
    }
    return ledger;
  }

  @Test
  void epsilon_byDefaultAccountants_areThoseOfTheRunAsAWhole() {
    PrivacyEvent event = run(SAMPLER).apply(500);
    double pld = new PldAccountant(ADD_OR_REMOVE_ONE).compose(event).epsilon(DELTA);
    double rdp = new RdpAccountant(ADD_OR_REMOVE_ONE).compose(event).epsilon(DELTA);
    PrivacyLedger tight = ledger(SAMPLER, PldAccountant::new, 500);
    PrivacyLedger renyi = ledger(SAMPLER, RdpAccountant::new, 500);
    assertThat(tight.epsilon(DELTA)).isEqualTo(pld);
    assertThat(renyi.epsilon(DELTA)).isEqualTo(rdp).isGreaterThan(1.02 * pld);
    assertThat(tight.rdpGuarantee(DELTA).orElseThrow().epsilon()).isEqualTo(rdp);
    assertThat(renyi.bracket(DELTA).upper()).isEqualTo(pld);
    assertThat(tight.event()).isEqualTo(event);
  }

  @Test
  void epsilon_nothingCharged_isZero() {
    assertThat(ledger(SAMPLER, PldAccountant::new, 0).epsilon(DELTA)).isZero();
    assertThat(ledger(SAMPLER, RdpAccountant::new, 0).epsilon(DELTA)).isZero();
  }

  private static PrivacyLedger ledger(LedgerStore store) {
    return new PrivacyLedger(
        run(SAMPLER), ADD_OR_REMOVE_ONE, PldAccountant::new, store, 0, 10_000, 1);
  }

  @Test
  void charge_steps_areKeptInTheStoreAndNumbered() {
    LedgerStore store = LedgerStore.inMemory();
    PrivacyLedger ledger = ledger(store);
    assertThat(ledger.charge()).isZero();
    assertThat(ledger.charge()).isOne();
    assertThat(store.steps()).isEqualTo(2);
    assertThat(ledger.steps()).isEqualTo(2);
  }

  /** What the steps of before cost is not known: the plan may have been another one. */
  @Test
  void new_storeWithSteps_isRefused() {
    LedgerStore store = LedgerStore.inMemory();
    store.charge();
    assertThatThrownBy(() -> ledger(store))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds 1 steps");
  }

  @Test
  void charge_storeOfTwoLedgers_isRefusedAndCountsAll() {
    LedgerStore store = LedgerStore.inMemory();
    PrivacyLedger one = ledger(store);
    PrivacyLedger other = ledger(store);
    one.charge();
    assertThatThrownBy(other::charge)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a store of its own");
    assertThat(one.steps()).isEqualTo(2);
    assertThat(other.steps()).isEqualTo(2);
  }

  @Test
  void charge_storeThatForgets_isRefusedAndStaysCharged() {
    LedgerStore forgetful =
        new LedgerStore() {
          @Override
          public long charge() {
            return 0;
          }

          @Override
          public long steps() {
            return 0;
          }
        };
    PrivacyLedger ledger = ledger(forgetful);
    ledger.charge();
    assertThatThrownBy(ledger::charge).isInstanceOf(IllegalStateException.class);
    assertThat(ledger.steps()).isEqualTo(2);
    assertThat(ledger.epsilon(DELTA)).isPositive();
  }

  /** The event of a run need not be that of one step several times. */
  @Test
  void epsilon_runThatIsNotItsStepsOneByOne_isThatOfTheRun() {
    LongFunction<PrivacyEvent> onePerEpoch =
        steps -> new SelfComposedEvent(new GaussianEvent(2), (steps + 9) / 10);
    PrivacyLedger ledger =
        new PrivacyLedger(
            onePerEpoch,
            ADD_OR_REMOVE_ONE,
            PldAccountant::new,
            LedgerStore.inMemory(),
            0,
            10_000,
            1);
    for (int step = 0; step < 11; step++) {
      ledger.charge();
    }
    double two =
        new PldAccountant(ADD_OR_REMOVE_ONE).compose(new GaussianEvent(2), 2).epsilon(DELTA);
    assertThat(ledger.epsilon(DELTA)).isEqualTo(two);
    assertThat(ledger.epsilonAfter(9, DELTA)).isEqualTo(two);
    assertThat(ledger.stepsLeft(new PrivacyBudget(two, DELTA))).isEqualTo(9);
  }

  @Test
  void stepsLeft_steps_areAllGrantedAndNoneMore() {
    PrivacyBudget budget = new PrivacyBudget(1.2, DELTA);
    PrivacyLedger ledger = ledger(SAMPLER, PldAccountant::new, 0);
    long left = ledger.stepsLeft(budget);
    assertThat(left).isGreaterThan(100);
    assertThat(ledger.epsilonAfter(left, DELTA)).isLessThanOrEqualTo(1.2);
    assertThat(ledger.epsilonAfter(left + 1, DELTA)).isGreaterThan(1.2);
    for (int step = 0; step < 50; step++) {
      ledger.charge();
      assertThat(ledger.stepsLeft(budget)).isEqualTo(left - 1 - step);
    }
  }

  /** A loop may ask after every step: only the first question searches. */
  @Test
  void stepsLeft_askedAgain_asksTheAccountantNoMore() {
    AtomicInteger asked = new AtomicInteger();
    LongFunction<PrivacyEvent> counting =
        steps -> {
          asked.incrementAndGet();
          return run(SAMPLER).apply(steps);
        };
    PrivacyLedger ledger =
        new PrivacyLedger(
            counting,
            ADD_OR_REMOVE_ONE,
            PldAccountant::new,
            LedgerStore.inMemory(),
            0,
            10_000,
            400);
    PrivacyBudget budget = new PrivacyBudget(1.2, DELTA);
    long left = ledger.stepsLeft(budget);
    asked.set(0);
    ledger.charge();
    assertThat(ledger.stepsLeft(budget)).isEqualTo(left - 1);
    assertThat(asked).hasValue(0);
    assertThat(ledger.stepsLeft(new PrivacyBudget(0.5, DELTA))).isLessThan(left);
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void rdpGuarantee_samplerWithoutABound_isEmptyAndTheOtherDecides() {
    PrivacyLedger ledger =
        ledger(TruncatedPoissonSampling.of(10_000, 100, 150), PldAccountant::new, 100);
    assertThat(ledger.rdpGuarantee(DELTA)).isEmpty();
    assertThat(ledger.epsilon(DELTA))
        .isCloseTo(ledger.bracket(DELTA).upper(), within(1e-4))
        .isPositive();
  }

  @Test
  void new_accountantThatDoesNotCoverTheSampler_isRefused() {
    assertThatThrownBy(
            () -> ledger(TruncatedPoissonSampling.of(10_000, 100, 150), RdpAccountant::new, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RdpAccountant does not cover TruncatedPoissonSampled");
  }

  @Test
  void epsilonAfter_negative_isRefused() {
    PrivacyLedger ledger = ledger(SAMPLER, PldAccountant::new, 5);
    assertThatThrownBy(() -> ledger.epsilonAfter(-1, DELTA)).hasMessageContaining("-1");
  }

  static Stream<Consumer<PrivacyLedger>> questions() {
    return Stream.of(
        ledger -> ledger.epsilon(LARGE_DELTA),
        ledger -> ledger.epsilonAfter(1, LARGE_DELTA),
        ledger -> ledger.stepsLeft(new PrivacyBudget(1, LARGE_DELTA)),
        ledger -> ledger.rdpGuarantee(LARGE_DELTA),
        ledger -> ledger.bracket(LARGE_DELTA));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void questions_largeDelta_isWarnedOfOnceByEachLedger(Consumer<PrivacyLedger> question) {
    try (LogRecords log = LogRecords.of(DeltaWarning.class)) {
      PrivacyLedger ledger = ledger(SAMPLER, PldAccountant::new, 1);
      ledger.epsilon(DELTA);
      assertThat(log.messages()).isEmpty();
      question.accept(ledger);
      question.accept(ledger);
      assertThat(log.messages()).singleElement().asString().contains("delta 0.01", "N = 10000");
    }
  }
}
