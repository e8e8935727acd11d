package io.dptrain.examples.rnn.report;

import io.dptrain.examples.Rounded;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.TextTable;
import io.dptrain.examples.rnn.train.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows as text, readable on a terminal and as Markdown. */
public final class RnnTable {
  private static final List<String> HEAD =
      List.of(
          "network",
          "variant",
          "solved",
          "diverged",
          "stalled",
          "steps to solve",
          "test loss",
          "largest gradient norm");

  private RnnTable() {}

  /** Heading, and one line per row. */
  public static List<String> of(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>(List.of(HEAD));
    rows.forEach(row -> cells.add(cells(row)));
    return TextTable.markdown(cells, 2);
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.of().cell().label(),
        row.variant().label(),
        percent(row.share(Ending.SOLVED)),
        percent(row.share(Ending.DIVERGED)),
        percent(row.share(Ending.STALLED)),
        number("%,.0f", row.stepsToSolve(), "-"),
        number("%.4g", row.testLoss(), "infinite"),
        number("%.2g", row.largestGradientNorm(), "infinite"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String number(String format, double value, String otherwise) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : otherwise;
  }

  /** What private training has spent, one line for each of its rows. */
  public static List<String> privacy(List<Row> rows) {
    return rows.stream().flatMap(row -> row.privacy().map(p -> line(row, p)).stream()).toList();
  }

  private static String line(Row row, PrivacyFacts privacy) {
    return ("%s private: epsilon %s at delta %s (add or remove one sequence); every further seed"
            + " adds its own. Its gradient norms are raw: NOT PRIVATE")
        .formatted(
            row.of().cell().label(),
            Rounded.epsilon(privacy.epsilon()),
            Rounded.delta(privacy.delta()));
  }
}
