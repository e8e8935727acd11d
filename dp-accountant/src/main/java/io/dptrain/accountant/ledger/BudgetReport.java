package io.dptrain.accountant.ledger;

import io.dptrain.accountant.event.PrivacyBudget;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a ledger says.
 *
 * @param data what is protected
 * @param budget the guarantee: it holds for all that was and will be granted together
 * @param spent the sum of the shares, in [0, 1]
 * @param epsilonSpent of one release as large as what was spent, at the budget's delta: see {@link
 *     io.dptrain.accountant.filter.BudgetFilter#epsilon}
 * @param plans in the order in which they were granted
 * @param records how many there are
 * @param hash of the last record, in hexadecimal: whoever knows it knows whether the ledger is
 *     still the same, or longer
 * @param clockWentBack the first record that is dated before the one it follows
 */
public record BudgetReport(
    ProtectedData data,
    PrivacyBudget budget,
    double spent,
    double epsilonSpent,
    List<PlanReport> plans,
    long records,
    String hash,
    OptionalLong clockWentBack) {
  public BudgetReport {
    plans = List.copyOf(plans);
  }

  /**
   * The plan of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public PlanReport plan(long number) {
    return BudgetState.numbered(plans, number);
  }

  /** The share that is left. */
  public double left() {
    return Math.max(0, 1 - spent);
  }
}
