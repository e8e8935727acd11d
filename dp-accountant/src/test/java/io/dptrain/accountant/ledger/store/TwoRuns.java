package io.dptrain.accountant.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What two runs leave in a new ledger: one that was settled, and one that was killed. */
final class TwoRuns {
  /** Opened, granted, three charges, settled, granted, charged. */
  static final int RECORDS = 8;

  private static final int BLOCK = 4;

  private TwoRuns() {}

  static SpendingPlan plan() {
    return SpendingPlan.ofSteps("a \"quoted\\ sum", new GaussianEvent(50), 20);
  }

  /** Runs both, each with an authority of its own. */
  static void spend(Supplier<BudgetAuthority> open) {
    try (BudgetAuthority authority = open.get();
        Reservation run = authority.reserve(plan(), BLOCK)) {
      IntStream.range(0, 10).forEach(i -> run.charge());
    }
    // As a process that is killed leaves it: nothing is closed.
    open.get().reserve(plan(), BLOCK).charge();
  }

  /**
   * Requires that a ledger says what they charged, and no more.
   *
   * @param how the ledger was treated
   */
  static void requireWhole(BudgetReport report, String how) {
    assertThat(report.records()).as(how).isEqualTo(RECORDS);
    assertThat(report.plans()).extracting(PlanReport::charged).as(how).containsExactly(10L, 4L);
  }
}
