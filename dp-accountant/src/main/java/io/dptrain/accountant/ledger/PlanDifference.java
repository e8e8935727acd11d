package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.LedgerException;
import java.util.Map;
import java.util.TreeSet;

/** Where two plans differ. Stateless. */
final class PlanDifference {
  private PlanDifference() {}

  /**
   * Requires that a plan is the one that was granted.
   *
   * @throws LedgerException with the first difference
   */
  static void require(long number, SpendingPlan granted, SpendingPlan plan) {
    require(number, facts(granted), facts(plan));
    require(number, granted.details(), plan.details());
  }

  private static void require(long number, Map<String, String> before, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String was = before.getOrDefault(name, "nothing");
      String is = now.getOrDefault(name, "nothing");
      if (!was.equals(is)) {
        throw new LedgerException(
            "plan "
                + number
                + " was granted with "
                + name
                + " "
                + was
                + ", and not with "
                + is
                + "; go on with what was granted, or reserve a plan of its own");
      }
    }
  }

  private static Map<String, String> facts(SpendingPlan plan) {
    return Map.of(
        "purpose",
        "'" + plan.purpose() + "'",
        "cost",
        plan.cost().toJson(),
        "steps",
        Long.toString(plan.steps()));
  }
}
