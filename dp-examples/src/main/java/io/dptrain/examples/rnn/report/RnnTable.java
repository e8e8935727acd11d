package io.dptrain.examples.rnn.report;

import io.dptrain.examples.Rounded;
import io.dptrain.examples.rnn.train.Ending;
import java.util.List;
import java.util.Locale;

/** The rows as text, readable on a terminal and as Markdown. */
public final class RnnTable {
  private static final String HEAD =
      """
      | network | variant     | solved | diverged | stalled | steps to solve | test loss | largest gradient norm |
      |---------|-------------|--------|----------|---------|----------------|-----------|-----------------------|
      """;

  private RnnTable() {}

  /** Heading, and one line per row. */
  public static String of(List<Row> rows) {
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(row -> table.append(line(row)));
    return table.toString();
  }

  private static String line(Row row) {
    return String.format(
        Locale.ROOT,
        "| %-7s | %-11s | %6s | %8s | %7s | %14s | %9s | %21s |%n",
        row.cell().label(),
        row.variant().label(),
        percent(row.share(Ending.SOLVED)),
        percent(row.share(Ending.DIVERGED)),
        percent(row.share(Ending.STALLED)),
        row.stepsToSolve().isPresent()
            ? String.format(Locale.ROOT, "%,.0f", row.stepsToSolve().getAsDouble())
            : "-",
        loss(row.testLoss()),
        norm(row.largestGradientNorm()));
  }

  /** What private training has spent, one line for each of its rows. */
  public static String privacy(List<Row> rows, double delta) {
    StringBuilder lines = new StringBuilder();
    for (Row row : rows) {
      if (row.epsilon().isPresent()) {
        lines.append(
            String.format(
                Locale.ROOT,
                "%s private: epsilon %s at delta %s (add or remove one sequence); every further"
                    + " seed adds its own. Its gradient norms are raw: NOT PRIVATE%n",
                row.cell().label(),
                Rounded.epsilon(row.epsilon().getAsDouble()),
                Rounded.delta(delta)));
      }
    }
    return lines.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String norm(double norm) {
    return Double.isNaN(norm) ? "infinite" : String.format(Locale.ROOT, "%.2g", norm);
  }

  private static String loss(double loss) {
    return Double.isFinite(loss) ? String.format(Locale.ROOT, "%.4g", loss) : "infinite";
  }
}
