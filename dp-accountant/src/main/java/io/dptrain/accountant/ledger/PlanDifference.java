package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.store.LedgerException;
import java.util.LinkedHashMap;
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
    Map<String, String> before = facts(granted);
    Map<String, String> now = facts(plan);
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
    Map<String, String> facts = new LinkedHashMap<>(plan.details());
    facts.put("purpose", "'" + plan.purpose() + "'");
    facts.put("cost", plan.cost().toJson());
    facts.put("steps", Long.toString(plan.steps()));
    return facts;
  }
}
