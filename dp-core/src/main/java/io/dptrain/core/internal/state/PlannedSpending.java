package io.dptrain.core.internal.state;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.SpendingPlan;
import java.util.List;
import java.util.Map;

/**
 * What a run is going to spend from the budget of a data set.
 *
 * @param authority guards the budget; it stays its owner's
 * @param plan all steps that may run
 * @param block how many of them are charged at once, 1 or more
 */
public record PlannedSpending(BudgetAuthority authority, SpendingPlan plan, int block) {
  private static final String BUDGET = "budget of a data set";
  private static final String PURPOSE = "purpose";
  private static final String STEPS = "declared steps";

  /** Of what {@link #description} says. */
  static final List<String> NAMES = List.of(BUDGET, PURPOSE, STEPS);

  /** What must stay the same where the run goes on, by name. */
  Map<String, String> description() {
    ProtectedData data = authority.data();
    PrivacyBudget budget = authority.budget();
    return Map.of(
        BUDGET,
        "epsilon "
            + budget.epsilon()
            + ", delta "
            + budget.delta()
            + " of the data "
            + data.name()
            + " of "
            + data.size()
            + " units "
            + data.unit()
            + ", "
            + data.relation(),
        PURPOSE,
        plan.purpose(),
        STEPS,
        Long.toString(plan.steps()));
  }
}
