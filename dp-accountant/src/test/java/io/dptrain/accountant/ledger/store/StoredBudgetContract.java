package io.dptrain.accountant.ledger.store;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.pld.PldAccountant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an authority can rely on, whichever store keeps its records. */
public interface StoredBudgetContract extends TestedStore {
  /** Of each sum. */
  double NOISE_MULTIPLIER = 20;

  private BudgetAuthority open() {
    return open(store());
  }

  private static BudgetAuthority open(RecordStore store) {
    return BudgetAuthority.open(store, new PrivacyBudget(2, 1e-6), ProtectedData.named("data"));
  }

  private String name() {
    try (RecordStore store = store()) {
      return store.name();
    }
  }

  private BudgetReport report() {
    try (BudgetAuthority authority = open()) {
      return authority.report();
    }
  }

  private static SpendingPlan sum(String purpose) {
    return SpendingPlan.of(purpose, PrivacyCost.of(new GaussianEvent(NOISE_MULTIPLIER)));
  }

  @Test
  default void spend_overSeveralOpenings_endsAtTheBudget() {
    int granted = 0;
    try {
      while (granted < 1000) {
        try (BudgetAuthority authority = open()) {
          authority.spend(sum("a \"sum\""));
          granted++;
        }
      }
    } catch (BudgetExceededException e) {
      assertThat(e).hasMessageContaining("of the budget epsilon 2.0");
    }
    assertThat(
            new PldAccountant(ADD_OR_REMOVE_ONE)
                .compose(new GaussianEvent(NOISE_MULTIPLIER), granted))
        .satisfies(pld -> assertThat(pld.epsilon(1e-6)).isBetween(1.7, 2.0));
    assertThat(report().plans()).hasSize(granted);
  }

  @Test
  default void charge_blocks_areKeptAndSettled() {
    try (BudgetAuthority authority = open()) {
      SpendingPlan plan = SpendingPlan.ofSteps("run", new GaussianEvent(1000), 50);
      try (Reservation run = authority.reserve(plan, 8)) {
        for (int i = 0; i < 10; i++) {
          run.charge();
        }
        assertThat(report().plans().get(0).charged()).isEqualTo(16);
      }
      assertThat(authority.report().plans().get(0).charged()).isEqualTo(10);
    }
  }

  @Test
  default void report_afterReopening_isWhatWasCharged() {
    TwoRuns.spend(this::open);
    BudgetReport report = report();
    TwoRuns.requireWhole(report, "opened again");
    assertThat(report.plans()).extracting(PlanReport::isOpen).containsExactly(false, true);
    assertThat(report.plans().get(0).plan()).isEqualTo(TwoRuns.plan());
  }

  /** The second would see none of what the first read, and grant the whole budget again. */
  @Test
  default void open_storeOfAnotherAuthority_isRefusedAndHarmsNothing() {
    RecordStore store = store();
    try (BudgetAuthority authority = open(store)) {
      authority.spend(sum("one"));
      assertThatThrownBy(() -> open(store))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("serves another; call " + factoryCall() + " for each");
      authority.spend(sum("two"));
    }
    try (BudgetAuthority again = open()) {
      assertThat(again.report().plans()).hasSize(2);
      again.spend(sum("three"));
    }
  }

  /** Whoever opens it later sees an older copy as it was: only the newer hash tells. */
  @Test
  default void report_olderCopyPutBack_isRefusedByWhoWroteMoreAndByNobodyElse() throws Exception {
    TwoRuns.spend(this::open);
    String hash = report().hash();
    copy();
    try (BudgetAuthority authority = open()) {
      authority.spend(sum("one"));
      putBack();
      assertRefusedAsLost(authority);
    }
    assertThat(report().hash()).isEqualTo(hash);
  }

  private static void assertRefusedAsLost(BudgetAuthority authority) {
    assertThatThrownBy(authority::report)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("lost 3 of the records that this process wrote");
  }

  /**
   * As after another process went on from an older copy.
   *
   * @param looks whether who wrote the newer records looks before that, too
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void report_recordsThatWereReplaced_isRefusedByWhoWroteThem(boolean looks)
      throws Exception {
    TwoRuns.spend(this::open);
    copy();
    try (BudgetAuthority before = open()) {
      before.spend(sum("one"));
      putBack();
      if (looks) {
        assertRefusedAsLost(before);
      }
      try (BudgetAuthority after = open()) {
        after.spend(sum("another"));
      }
      String replaced =
          String.format(
              "record %s of %s is not the one that this process wrote",
              TwoRuns.RECORDS + 1, name());
      assertThatThrownBy(before::report)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(replaced);
      assertThatThrownBy(() -> before.spend(sum("two")))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(replaced);
    }
  }
}
