package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import java.util.List;
import java.util.Map;

/**
 * The keys of what a ledger says.
 *
 * @param dataset its name
 * @param unit what one data set has more than its neighbor
 * @param size how many units there are; 0 where that is not public
 * @param relation which data sets are neighbors
 * @param epsilon of the budget, which is the guarantee
 * @param delta of the budget
 * @param spent the sum of the shares, in [0, 1]
 * @param left one less that
 * @param epsilonSpent at the budget's delta, to be quoted only if all that was spent was fixed
 *     before anything was released
 * @param records how many there are
 * @param hash of the last, in hexadecimal
 */
record BudgetJson(
    String dataset,
    String unit,
    long size,
    String relation,
    double epsilon,
    double delta,
    double spent,
    double left,
    double epsilonSpent,
    List<Plan> plans,
    long records,
    String hash) {

  /** What became of a plan. */
  record Plan(
      long number,
      String purpose,
      String cost,
      double share,
      long steps,
      long charged,
      boolean open,
      String granted,
      String last,
      String version,
      Map<String, String> details) {
    static Plan of(PlanReport plan) {
      return new Plan(
          plan.number(),
          plan.plan().purpose(),
          plan.plan().cost().describe(),
          plan.share(),
          plan.plan().steps(),
          plan.charged(),
          plan.isOpen(),
          plan.granted().toString(),
          plan.last().toString(),
          plan.version(),
          plan.plan().details());
    }
  }

  static BudgetJson of(BudgetReport report) {
    return new BudgetJson(
        report.data().name(),
        report.data().unit(),
        report.data().size(),
        report.data().relation().name(),
        report.budget().epsilon(),
        report.budget().delta(),
        report.spent(),
        report.left(),
        report.epsilonSpent(),
        report.plans().stream().map(Plan::of).toList(),
        report.records(),
        report.hash());
  }
}
