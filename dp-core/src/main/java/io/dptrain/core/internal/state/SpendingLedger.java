package io.dptrain.core.internal.state;

import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.ledger.LedgerStore;
import java.util.Optional;

/**
 * Charges the steps of a run in a folder to the budget of a data set, too. Both ledgers know of a
 * step before it can be seen, the budget first: when a process ends, at whatever moment, neither
 * lacks one, and the larger number counts.
 *
 * <p>The identity of the run binds the two. It is kept in the folder before a plan is granted, and
 * stands among the details of the plan: so whoever goes on finds the plan, also if the process died
 * as soon as it was granted, and takes no second share. A ledger that has no such plan is another.
 *
 * <p>Thread safe. The authority settles what was charged ahead when it is closed.
 */
final class SpendingLedger implements LedgerStore {
  private static final String RUN = "run";

  private final FolderLedger folder;
  private final BudgetAuthority authority;
  private final SpendingPlan plan;
  private final int block;

  /** How many steps the plan had charged before. */
  private final long before;

  private Reservation reservation;

  /** Whether the budget was charged for a step that the folder was not, and that did not run. */
  private boolean isAhead;

  /**
   * Looks for the plan of a run, and grants nothing.
   *
   * @throws IllegalStateException if the run spends from another ledger, or from an older copy
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the run has no plan yet, and
   *     the budget has not the share left that it takes
   */
  SpendingLedger(FolderLedger folder, PlannedSpending spending) {
    this.folder = folder;
    this.authority = spending.authority();
    this.plan = spending.plan().with(RUN, folder.id());
    this.block = spending.block();
    Optional<PlanReport> found = found();
    this.before = found.map(PlanReport::charged).orElse(0L);
    found.ifPresentOrElse(this::requireAllCharges, this::requireNew);
    folder.atLeast(before);
  }

  /** The last, as one that ended before its first step was given back. */
  private Optional<PlanReport> found() {
    return authority.report().plans().stream()
        .filter(granted -> folder.id().equals(granted.plan().details().get(RUN)))
        .filter(granted -> granted.share() > 0)
        .reduce((older, newer) -> newer);
  }

  private void requireAllCharges(PlanReport found) {
    Checks.state(
        found.charged() >= folder.spent(),
        "the budget of '"
            + authority.data().name()
            + "' must know all that the run in "
            + folder.folder()
            + " charged to it, but plan "
            + found.number()
            + " holds "
            + found.charged()
            + " charged steps, and had "
            + folder.spent()
            + "; restore its ledger from a copy with all its records");
  }

  private void requireNew() {
    Checks.state(
        folder.steps() == 0,
        "the run in "
            + folder.folder()
            + " spends from the plan that it was granted, but the ledger of '"
            + authority.data().name()
            + "' has none of the run "
            + folder.id()
            + "; open the ledger that it began with, or begin a new run in another folder");
    authority.requireFits(plan);
  }

  /**
   * Charges one step in both.
   *
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget has not the share
   *     left that all steps of the plan take, or all steps of the plan were charged
   */
  @Override
  public synchronized long charge() {
    if (reservation == null) {
      reservation = reserved();
    }
    if (!isAhead) {
      reservation.charge();
      isAhead = true;
    }
    long steps = folder.charge(reservation.steps());
    isAhead = false;
    return steps;
  }

  private Reservation reserved() {
    folder.begin();
    Optional<PlanReport> found = found();
    Reservation made =
        found.isPresent()
            ? authority.resume(found.get().number(), plan, block)
            : authority.reserve(plan, block);
    Checks.state(
        made.steps() == before,
        "one process goes on with a run at a time, but another one charged plan "
            + made.number()
            + " of the run in "
            + folder.folder()
            + ", too; end one of them, and resume the other in a new process");
    return made;
  }

  @Override
  public long steps() {
    return folder.steps();
  }
}
