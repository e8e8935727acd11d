package io.dptrain.examples.budget;

import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.examples.Numbers;
import io.dptrain.examples.Rounded;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a ledger says, as text of 80 columns. */
public final class BudgetText {
  private static final int PURPOSE = 25;

  private BudgetText() {}

  static String heading(BudgetReport report) {
    ProtectedData data = report.data();
    String of = data.size() == 0 ? "" : " of " + Numbers.count(data.size(), data.unit());
    return String.format(
        Locale.ROOT,
        "%s%s: epsilon %s at delta %s, one %s, %s",
        data.name(),
        of,
        Numbers.plain(report.budget().epsilon()),
        Numbers.plain(report.budget().delta()),
        data.unit(),
        data.relation());
  }

  static List<String> table(BudgetReport report) {
    List<String> lines = new ArrayList<>(List.of(heading(report), ""));
    if (report.plans().isEmpty()) {
      lines.add("nothing was spent");
      return lines;
    }
    lines.add(row("plan", "for", "steps", "of", "share", "granted", ""));
    for (PlanReport plan : report.plans()) {
      lines.add(
          row(
              plan.number(),
              shortened(plan.plan().purpose()),
              String.format(Locale.ROOT, "%,d", plan.charged()),
              String.format(Locale.ROOT, "%,d", plan.plan().steps()),
              taken(plan.share()),
              plan.granted().toString().substring(0, 10),
              state(plan)));
    }
    lines.add("");
    lines.addAll(summary(report));
    return lines;
  }

  private static String state(PlanReport plan) {
    if (plan.isOpen()) {
      return plan.charged() == plan.plan().steps() ? "used up" : "open";
    }
    return plan.share() == 0 ? "given back" : "ended";
  }

  private static List<String> summary(BudgetReport report) {
    String epsilon = Rounded.epsilon(report.epsilonSpent());
    String delta = Numbers.plain(report.budget().delta());
    return List.of(
        "spent   %s, as much as one release of epsilon %s at delta %s"
            .formatted(taken(report.spent()), epsilon, delta),
        "left    " + left(report.left()),
        "",
        "Guarantee: all of this together, and whatever fits into what is left, has",
        "epsilon %s at delta %s, also if plans were made, or runs ended, because of"
            .formatted(Numbers.plain(report.budget().epsilon()), delta),
        "what came out before. Quote epsilon " + epsilon + " only if everything that was spent",
        "was fixed before anything was released.");
  }

  private static String shortened(String purpose) {
    return purpose.length() <= PURPOSE ? purpose : purpose.substring(0, PURPOSE - 3) + "...";
  }

  /** A share that was taken, rounded up. */
  public static String taken(double share) {
    return percent(share, RoundingMode.CEILING);
  }

  /** A share that is left, rounded down. */
  public static String left(double share) {
    return percent(share, RoundingMode.FLOOR);
  }

  private static String percent(double share, RoundingMode mode) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    BigDecimal rounded =
        percent.compareTo(BigDecimal.ONE) >= 0
            ? percent.setScale(1, mode)
            : percent.round(new MathContext(2, mode));
    return Numbers.plain(rounded.doubleValue()) + " %";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%4s  %-25s %8s %8s %7s  %-10s %s", cells).stripTrailing();
  }
}
