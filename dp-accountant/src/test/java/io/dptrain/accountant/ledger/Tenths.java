package io.dptrain.accountant.ledger;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.BudgetFilter;
import io.dptrain.accountant.filter.PrivacyCost;

/** A budget, and plans of which it has room for ten. */
final class Tenths {
  static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);

  /** A tenth of the budget, or a little less. */
  static final PrivacyCost TENTH = PrivacyCost.of(new GaussianEvent(noiseOf(0.0999)));

  private Tenths() {}

  private static double noiseOf(double share) {
    double one =
        BudgetFilter.of(BUDGET, ADD_OR_REMOVE_ONE).share(PrivacyCost.of(new GaussianEvent(100)));
    return 100 * Math.sqrt(one / share);
  }

  /** A plan of some steps that together cost a tenth. */
  static SpendingPlan inSteps(String purpose, long steps) {
    return SpendingPlan.of(purpose, PrivacyCost.ofRun(TENTH.asEvent().orElseThrow(), steps));
  }

  static SpendingPlan tenth(String purpose) {
    return SpendingPlan.of(purpose, TENTH);
  }
}
