package io.dptrain.accountant.statement;

import io.dptrain.accountant.internal.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A statement as one page of HTML, without scripts and without anything from elsewhere. */
final class StatementHtml {
  private static final String STYLE =
      "body{font:16px/1.5 sans-serif;color:#22262b;max-width:50em;margin:2em auto;padding:0 1em}"
          + "h1{font-size:1.5em}table{border-collapse:collapse;width:100%;margin:1em 0}"
          + "th,td{text-align:left;vertical-align:top;padding:.35em .6em;"
          + "border-bottom:1px solid #e3e6ea}"
          + ".n{text-align:right;white-space:nowrap}.g{font-size:1.25em;font-weight:bold}"
          + "code{font-size:.85em;overflow-wrap:anywhere}small{color:#5a626b}"
          + "@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

  private StatementHtml() {}

  static String of(JsonObject facts, Optional<String> signature) {
    JsonObject data = facts.object("data");
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
        + "Privacy statement: "
        + escaped(data.text("name"))
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n<h1>Privacy statement: "
        + escaped(data.text("name"))
        + "</h1>\n"
        + guarantee(facts)
        + plans(facts.objects("plans"))
        + list("What is covered", facts.texts("covered"))
        + list("What is not covered", facts.texts("notCovered"))
        + ledger(facts.object("ledger"), signature)
        + "</body>\n</html>\n";
  }

  private static String guarantee(JsonObject facts) {
    JsonObject data = facts.object("data");
    JsonObject guarantee = facts.object("guarantee");
    JsonObject spent = facts.object("spent");
    String size = data.count("size") == 0 ? "" : " of " + data.count("size");
    return "<p class=\"g\">epsilon "
        + StatementText.number(guarantee, "epsilon")
        + " at delta "
        + StatementText.number(guarantee, "delta")
        + "</p>\n<p>It protects one "
        + escaped(data.text("unit"))
        + size
        + " ("
        + escaped(data.text("relation"))
        + "), "
        + escaped(guarantee.text("holds"))
        + ".</p>\n<p>A test for who is in the data that wrongly accuses 1 % finds at most "
        + StatementText.percent(guarantee.number("truePositiveRateAtOnePercent"))
        + " of those who are.</p>\n<p>Spent: "
        + StatementText.percent(spent.number("share"))
        + " of it, as much as one release of epsilon "
        + StatementText.number(spent, "epsilon")
        + "; that may be quoted "
        + escaped(spent.text("holds"))
        + ".</p>\n";
  }

  private static String plans(List<JsonObject> plans) {
    return plans.stream()
        .map(StatementHtml::plan)
        .collect(
            Collectors.joining(
                "",
                "<h2>What was spent</h2>\n<table>\n<tr><th>plan</th><th>for</th><th class=\"n\">"
                    + "steps</th><th class=\"n\">share</th><th class=\"n\">epsilon alone</th>"
                    + "</tr>\n",
                "</table>\n<p><small>Epsilon alone: of the plan by itself, at its declared length,"
                    + " by the privacy loss distribution; by RDP in brackets.</small></p>\n"));
  }

  private static String plan(JsonObject plan) {
    String details =
        plan.objects("details").stream()
            .map(detail -> escaped(detail.text("name") + ": " + detail.text("value")))
            .collect(Collectors.joining("<br>"));
    return "<tr><td>"
        + plan.count("number")
        + "</td><td>"
        + escaped(plan.text("purpose"))
        + "<br><small>granted "
        + escaped(plan.text("granted") + " by dptrain " + plan.text("version"))
        + "<br>"
        + escaped("mechanism: " + plan.text("mechanism"))
        + (details.isEmpty() ? "" : "<br>" + details)
        + "</small></td><td class=\"n\">"
        + plan.count("charged")
        + " of "
        + plan.count("steps")
        + "</td><td class=\"n\">"
        + StatementText.percent(plan.number("share"))
        + "</td><td class=\"n\">"
        + alone(plan)
        + "</td></tr>\n";
  }

  private static String alone(JsonObject plan) {
    if (!plan.has("alone")) {
      return "";
    }
    JsonObject alone = plan.object("alone");
    return StatementText.number(alone, "epsilon")
        + (alone.has("epsilonByRdp")
            ? " (" + StatementText.number(alone, "epsilonByRdp") + ")"
            : "");
  }

  private static String list(String title, List<String> texts) {
    return texts.stream()
        .map(text -> "<li>" + escaped(text) + "</li>\n")
        .collect(Collectors.joining("", "<h2>" + title + "</h2>\n<ul>\n", "</ul>\n"));
  }

  private static String ledger(JsonObject ledger, Optional<String> signature) {
    return "<h2>How to check it</h2>\n<p>It follows from the first "
        + ledger.count("records")
        + " records of the ledger, of which the last has the hash <code>"
        + escaped(ledger.text("hash"))
        + "</code>.</p>\n"
        + signature
            .map(value -> "<p>Signature (Ed25519): <code>" + escaped(value) + "</code></p>\n")
            .orElse("<p>It is not signed.</p>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
