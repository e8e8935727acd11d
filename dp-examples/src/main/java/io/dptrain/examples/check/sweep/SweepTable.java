package io.dptrain.examples.check.sweep;

import java.util.List;
import java.util.stream.Collectors;

/** The results as a table in Markdown. */
public final class SweepTable {
  private static final String HEAD =
      """
      | op | cases | wrong | gradient wrong | no gradient | refused | kept out | not right |
      |---|---|---|---|---|---|---|---|
      """;

  private SweepTable() {}

  /** A row for each type of which something is to be said, one for all, and a list of the rest. */
  public static String of(List<CaseResult> results) {
    List<OpRow> rows = OpRow.of(results);
    StringBuilder table = new StringBuilder(HEAD);
    rows.stream().filter(row -> !row.isPlain()).forEach(row -> table.append(row.line()));
    table.append(OpRow.total(rows));
    List<OpRow> plain = rows.stream().filter(OpRow::isPlain).toList();
    long cases = plain.stream().mapToLong(row -> row.results().size()).sum();
    return table
        .append("\nRight and accepted in all %d cases: `".formatted(cases))
        .append(plain.stream().map(OpRow::op).collect(Collectors.joining(" ")))
        .append("`\n")
        .toString();
  }
}
