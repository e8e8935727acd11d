package io.dptrain.core.internal.state;

import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.core.ledger.LedgerStore;
import java.util.Objects;

/**
 * Charges the steps of a run to the budget of a data set. The run's share of it is reserved with
 * the first step, when all that can be refused without looking at the data was looked at.
 *
 * <p>Thread safe. The authority settles what was charged ahead when it is closed.
 */
public final class AuthorityStore implements LedgerStore {
  private final PlannedSpending spending;
  private Reservation reservation;

  /**
   * A store of one run.
   *
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget has not the share
   *     left that all steps of the plan take
   */
  public AuthorityStore(PlannedSpending spending) {
    this.spending = Objects.requireNonNull(spending, "spending");
    // Said before a graph is built: the first step would be refused.
    spending.authority().requireFits(spending.plan());
  }

  /**
   * Charges one step.
   *
   * @throws io.dptrain.accountant.ledger.BudgetExceededException if the budget has not the share
   *     left that all steps of the plan take, or all steps of the plan were charged
   */
  @Override
  public synchronized long charge() {
    if (reservation == null) {
      reservation = spending.authority().reserve(spending.plan(), spending.block());
    }
    return reservation.charge();
  }

  @Override
  public synchronized long steps() {
    return reservation == null ? 0 : reservation.steps();
  }
}
