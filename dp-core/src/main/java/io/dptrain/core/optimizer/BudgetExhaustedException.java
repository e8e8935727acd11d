package io.dptrain.core.optimizer;

import io.dptrain.accountant.event.PrivacyBudget;

/** A step was refused because it would spend more than the budget. Nothing ran. */
public final class BudgetExhaustedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BudgetExhaustedException(PrivacyBudget budget, long steps) {
    super(
        "the privacy budget (epsilon "
            + budget.epsilon()
            + ", delta "
            + budget.delta()
            + ") allows no step after step "
            + steps
            + "; stop here, or plan more steps with more noise from the start");
  }
}
