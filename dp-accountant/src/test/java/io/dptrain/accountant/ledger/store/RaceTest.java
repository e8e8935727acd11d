package io.dptrain.accountant.ledger.store;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.LedgerAudit;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that race for one budget. {@code -Ddptrain.races=50} runs as many as one likes. */
class RaceTest {
  private static final int RACES = Integer.getInteger("dptrain.races", 2);
  private static final int PROCESSES = 4;
  private static final double NOISE = 20;

  @TempDir private Path parent;

  @Test
  void spend_fourProcessesAtOnce_neverExceedTheBudget() throws Exception {
    for (int race = 0; race < RACES; race++) {
      Path folder = parent.resolve("race" + race);
      BudgetAuthority.open(folder, SpendingProcess.BUDGET, ProtectedData.named("data")).close();
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(
            SpendingProcess.start(
                "grants",
                folder.toString(),
                folder.resolve("granted" + i).toString(),
                Double.toString(NOISE)));
      }
      long granted = 0;
      for (int i = 0; i < PROCESSES; i++) {
        assertThat(processes.get(i).waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(processes.get(i).exitValue()).isZero();
        granted += SpendingProcess.done(folder.resolve("granted" + i));
      }
      check(folder, granted);
    }
  }

  /** All that was granted is recorded, is within the budget, and one more would not be. */
  private static void check(Path folder, long granted) {
    assertThat(LedgerAudit.check(folder, Optional.empty())).isEmpty();
    try (BudgetAuthority authority = BudgetAuthority.open(folder)) {
      BudgetReport report = authority.report();
      assertThat(report.plans()).hasSize((int) granted);
      assertThat(report.left()).isLessThan(report.plans().get(0).share());
    }
    GaussianEvent one = new GaussianEvent(NOISE);
    assertThat(new PldAccountant(ADD_OR_REMOVE_ONE).compose(one, granted).epsilon(1e-6))
        .isBetween(1.7, 2.0);
    assertThat(new RdpAccountant(ADD_OR_REMOVE_ONE).compose(one, granted).epsilon(1e-6))
        .isBetween(1.7, 2.2);
  }
}
