package io.dptrain.accountant.statement;

import io.dptrain.accountant.internal.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A statement as text of 80 columns. Stateless. */
final class StatementText {
  private static final int WIDTH = 80;
  private static final int INDENT = 15;

  private StatementText() {}

  static String of(JsonObject facts) {
    List<String> lines = new ArrayList<>();
    JsonObject data = facts.object("data");
    JsonObject guarantee = facts.object("guarantee");
    JsonObject spent = facts.object("spent");
    lines.add("Privacy statement: " + data.text("name"));
    lines.add("");
    field(lines, "protects", "one " + data.text("unit") + ", " + data.text("relation"));
    field(
        lines,
        "guarantee",
        "epsilon "
            + number(guarantee, "epsilon")
            + " at delta "
            + number(guarantee, "delta")
            + ", "
            + guarantee.text("holds"));
    field(
        lines,
        "attack",
        "a test that wrongly accuses 1 % finds at most "
            + percent(guarantee.number("truePositiveRateAtOnePercent"))
            + " of those who are in the data");
    field(
        lines,
        "spent",
        percent(spent.number("share"))
            + " of it, as one release of epsilon "
            + number(spent, "epsilon")
            + "; that may be quoted "
            + spent.text("holds"));
    lines.add("");
    facts.objects("plans").forEach(plan -> plan(lines, plan));
    facts.texts("covered").forEach(text -> field(lines, "covered", text));
    facts.texts("notCovered").forEach(text -> field(lines, "not covered", text));
    lines.add("");
    JsonObject ledger = facts.object("ledger");
    field(lines, "ledger", ledger.count("records") + " records, the last with hash");
    field(lines, "", ledger.text("hash"));
    return String.join("\n", lines) + "\n";
  }

  private static void plan(List<String> lines, JsonObject plan) {
    field(lines, "plan " + plan.count("number"), plan.text("purpose"));
    field(
        lines,
        "",
        plan.count("charged")
            + " of "
            + plan.count("steps")
            + " steps, "
            + percent(plan.number("share"))
            + " of the budget, granted "
            + plan.text("granted")
            + " by dptrain "
            + plan.text("version"));
    field(lines, "", "mechanism: " + plan.text("mechanism"));
    if (plan.has("alone")) {
      JsonObject alone = plan.object("alone");
      field(
          lines,
          "",
          "alone, at its declared length: epsilon "
              + number(alone, "epsilon")
              + " (at least "
              + number(alone, "epsilonLower")
              + ")"
              + (alone.has("epsilonByRdp") ? ", by RDP " + number(alone, "epsilonByRdp") : ""));
    }
    plan.objects("details")
        .forEach(detail -> field(lines, "", detail.text("name") + ": " + detail.text("value")));
    lines.add("");
  }

  static String percent(double share) {
    return plain(StatementFacts.up(100 * share)) + " %";
  }

  /** The number in a field, as people write it. */
  static String number(JsonObject object, String field) {
    return plain(object.number(field));
  }

  /** Without a needless {@code .0}. */
  private static String plain(double value) {
    return Double.toString(value).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }

  /** A label and a text behind it, broken between words. */
  private static void field(List<String> lines, String label, String text) {
    StringBuilder line = new StringBuilder(pad(label));
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() + 1 > WIDTH && line.length() > INDENT) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(pad(""));
      }
      line.append(line.length() > INDENT ? " " : "").append(word);
    }
    lines.add(line.toString().stripTrailing());
  }

  private static String pad(String label) {
    return label + " ".repeat(Math.max(1, INDENT - label.length()));
  }
}
