package io.dptrain.examples.lab.report;

import io.dptrain.examples.Numbers;
import io.dptrain.examples.figure.Wrapped;
import io.dptrain.examples.report.TextTable;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Judgement;
import io.dptrain.examples.run.Result;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results in lines of text. */
public final class LabText {
  private static final int WIDEST = 100;
  private static final int DIGITS = 4;

  private LabText() {}

  /** All experiments, one line each. */
  public static List<String> list(List<Experiment> all) {
    int width = all.stream().mapToInt(one -> one.name().length()).max().orElse(0);
    return all.stream()
        .map(one -> String.format(Locale.ROOT, "%-" + width + "s  %s", one.name(), one.claim()))
        .toList();
  }

  /** What was expected, what was measured, and the verdict. */
  public static List<String> lines(Result result) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Wrapped.lines(result.experiment().claim(), WIDEST));
    lines.add("");
    lines.addAll(TextTable.plain(numbers(result)));
    lines.add("");
    lines.addAll(TextTable.plain(judgements(result)));
    lines.add("");
    lines.add("verdict: " + verdict(result));
    return lines;
  }

  /** Whether the claim holds, and from how many seeds. */
  public static String verdict(Result result) {
    return (result.holds() ? "holds" : "does not hold")
        + ", by the median of "
        + result.seeds().size()
        + (result.seeds().size() == 1 ? " seed" : " seeds");
  }

  /** A row for each variant, with the medians of its numbers. */
  static List<List<String>> numbers(Result result) {
    List<String> names = List.copyOf(result.numbers());
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("medians"));
    head.addAll(names);
    rows.add(head);
    for (String variant : result.experiment().variants()) {
      List<String> row = new ArrayList<>(List.of(variant));
      names.forEach(
          name ->
              row.add(
                  result.values(variant, name).length == 0
                      ? ""
                      : number(result.median(variant, name))));
      rows.add(row);
    }
    return rows;
  }

  /** A row for each expectation. */
  static List<List<String>> judgements(Result result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("expected", "", "measured", "", "seeds"));
    for (Judgement judgement : result.judgements()) {
      rows.add(
          List.of(
              judgement.expectation().what(),
              range(judgement.expectation()),
              number(judgement.median()),
              judgement.holds() ? "holds" : "does not hold",
              judgement.met() + " of " + judgement.values().size()));
    }
    return rows;
  }

  /** The limits of an expectation. */
  static String range(Expectation expectation) {
    if (expectation.lowest() == Double.NEGATIVE_INFINITY) {
      return "at most " + number(expectation.highest());
    }
    return expectation.highest() == Double.POSITIVE_INFINITY
        ? "at least " + number(expectation.lowest())
        : number(expectation.lowest()) + " to " + number(expectation.highest());
  }

  /** Four digits, without needless zeros. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "-infinite";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
    return Numbers.plain(rounded.doubleValue());
  }

  /** What can be read of a result in one line, for tests that fail. */
  public static String summary(Result result) {
    return judgements(result).stream()
        .skip(1)
        .map(row -> String.join(" ", row))
        .collect(Collectors.joining("; "));
  }
}
