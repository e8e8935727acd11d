package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What came of all cases of one operation type.
 *
 * @param op the type
 * @param results of its cases
 */
public record OpRow(String op, List<CaseResult> results) {

  /** One row for each type, in the order of the results. */
  public static List<OpRow> of(List<CaseResult> results) {
    Map<String, List<CaseResult>> byOp = new LinkedHashMap<>();
    for (CaseResult result : results) {
      byOp.computeIfAbsent(result.tried().op(), op -> new ArrayList<>()).add(result);
    }
    return byOp.entrySet().stream().map(e -> new OpRow(e.getKey(), e.getValue())).toList();
  }

  /** Cases in which other numbers come out than should, or rows meet, or the process ends. */
  public long wrongForward() {
    return count(result -> result.forward().verdict().isWrong());
  }

  /** Cases in which TensorFlow's gradient of some input is wrong or ends the process. */
  public long wrongGradient() {
    return gradients(Verdict::isWrong);
  }

  /** Cases in which TensorFlow has no gradient, or one that cannot be added or run. */
  public long withoutGradient() {
    return gradients(verdict -> verdict == Verdict.NO_GRADIENT || verdict == Verdict.FAILS);
  }

  private long gradients(Predicate<Verdict> what) {
    return count(
        result ->
            result.gradients().values().stream().anyMatch(answer -> what.test(answer.verdict())));
  }

  /** Cases in which {@code minimize} refuses to train behind some input. */
  public long refused() {
    return count(result -> result.steps().values().stream().anyMatch(step -> !step.accepted()));
  }

  /** Cases that are accepted though they are wrong. */
  public long broken() {
    return count(result -> !result.broken().isEmpty());
  }

  /** Cases that are accepted and then cannot run. */
  public long unusable() {
    return count(result -> !result.unusable().isEmpty());
  }

  /** Cases that TensorFlow has wrong, of which nothing is trained but what is right. */
  public long keptOut() {
    return count(result -> result.isWrong() && result.broken().isEmpty());
  }

  private long count(Predicate<CaseResult> predicate) {
    return results.stream().filter(predicate).count();
  }

  /** Whether a reader of a short table can leave it out. */
  boolean isPlain() {
    return wrongForward() + wrongGradient() + withoutGradient() + refused() + broken() + unusable()
        == 0;
  }

  /** A line of a table in Markdown, of one type. */
  String line() {
    return line("`" + op + "`");
  }

  /** A line of a table in Markdown, of all types together. */
  static String total(List<OpRow> rows) {
    List<CaseResult> all = rows.stream().flatMap(row -> row.results.stream()).toList();
    return new OpRow("", all).line("all %d types".formatted(rows.size()));
  }

  private String line(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %d | %d |%n",
        name,
        results.size(),
        wrongForward(),
        wrongGradient(),
        withoutGradient(),
        refused(),
        keptOut(),
        broken() + unusable());
  }
}
