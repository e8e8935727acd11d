package io.dptrain.core.internal.state;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.sampling.Sampler;
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

  /**
   * Refuses a sampler whose steps the budget of some data does not cover.
   *
   * @throws IllegalStateException if it draws from more units than the data has, or its guarantee
   *     is of another relation: what is proved of replacing a unit says nothing of one more or less
   */
  public static void requireCovers(ProtectedData data, Sampler sampling) {
    String budget = "'" + data.name() + "', from whose budget the run is to spend, ";
    Checks.state(
        data.size() == 0 || sampling.datasetSize() <= data.size(),
        "the sampler draws from "
            + sampling.datasetSize()
            + " units, but "
            + budget
            + "has "
            + data.size()
            + "; open the budget of the data that is sampled");
    Checks.state(
        sampling.neighboringRelation() == NeighboringRelation.ADD_OR_REMOVE_ONE
            || data.relation() == sampling.neighboringRelation(),
        "the guarantee of this sampler is of "
            + sampling.neighboringRelation()
            + ", but "
            + budget
            + "is protected under "
            + data.relation()
            + ": "
            + sampling.description()
            + "; choose another sampler, or a budget of that relation");
  }

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
