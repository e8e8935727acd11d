package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.LedgerRecord.Opened;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Something was to be spent that does not fit into what is left of a budget. Nothing was. */
public final class BudgetExceededException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final double share;
  private final double left;

  private BudgetExceededException(String message, double share, double left) {
    super(message);
    this.share = share;
    this.left = left;
  }

  /** That of a plan that would take more than is left. */
  static BudgetExceededException of(Opened opened, SpendingPlan plan, double share, double left) {
    return new BudgetExceededException(
        String.format(
            Locale.ROOT,
            "of the budget epsilon %s, delta %s of '%s' %s is left, and '%s' would take %s: declare"
                + " fewer steps or more noise, or leave it",
            opened.budget().epsilon(),
            opened.budget().delta(),
            opened.data().name(),
            percent(left, RoundingMode.FLOOR),
            plan.purpose(),
            asked(share)),
        share,
        left);
  }

  /**
   * That of one step more than a plan has.
   *
   * @param before how many of them were charged when the plan went on here
   * @param ran how many of them ran, which are fewer where a charge failed and may be recorded
   */
  static BudgetExceededException ofSteps(SpendingPlan plan, long before, long ran, double left) {
    return new BudgetExceededException(
        String.format(
            Locale.ROOT,
            "all %s steps of '%s' were charged%s%s; declare more, or reserve another plan",
            plan.steps(),
            plan.purpose(),
            before == 0
                ? ""
                : ", "
                    + before
                    + " of them by processes before this one, with what these had paid ahead",
            ran == plan.steps()
                ? ""
                : ", of which "
                    + ran
                    + " ran: the others were charged and refused, as the ledger"
                    + " could not be written"),
        0,
        left);
  }

  private static String asked(double share) {
    if (share <= 1) {
      return percent(share, RoundingMode.CEILING) + " of it";
    }
    return share == Double.POSITIVE_INFINITY
        ? "more than 1000 times all of it"
        : String.format(Locale.ROOT, "%.3g times all of it", share);
  }

  private static String percent(double share, RoundingMode mode) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    return percent.round(new MathContext(3, mode)).stripTrailingZeros().toPlainString() + " %";
  }

  /** The share of the budget that was asked for; infinite if it is more than 1000 budgets. */
  public double share() {
    return share;
  }

  /** The share of the budget that is left. */
  public double left() {
    return left;
  }
}
