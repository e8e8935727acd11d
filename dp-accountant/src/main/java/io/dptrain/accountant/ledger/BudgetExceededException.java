package io.dptrain.accountant.ledger;

/** Something was to be spent that does not fit into what is left of a budget. Nothing was. */
public final class BudgetExceededException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final double share;
  private final double left;

  BudgetExceededException(String message, double share, double left) {
    super(message);
    this.share = share;
    this.left = left;
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
