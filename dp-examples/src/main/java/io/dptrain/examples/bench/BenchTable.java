package io.dptrain.examples.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rows as a table of 80 columns. */
final class BenchTable {
  private static final String HEAD =
      """
                           step, median ms        peak memory, MB     share of private
      model       batch ordinary private ratio ordinary private ratio norms sums noise
      """;

  private BenchTable() {}

  /** Heading, one line per row, and the geometric means of the ratios. */
  static String of(List<BenchRow> rows) {
    if (rows.isEmpty()) {
      return String.format("no rows: every model was left out%n");
    }
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(row -> table.append(line(row)));
    return table.append(means(rows)).toString();
  }

  private static String line(BenchRow row) {
    return String.format(
        Locale.ROOT,
        "%-11s %5d %8.1f %7.1f %5.2f %8.1f %7.1f %5.2f %4.0f%% %3.0f%% %4.0f%%%n",
        row.model(),
        row.batch(),
        row.times().baselineMillis(),
        row.times().millis(),
        row.times().ratio(),
        row.ordinary().peakBytes() / 1e6,
        row.secured().peakBytes() / 1e6,
        row.memoryRatio(),
        100 * row.secured().normsShare(),
        100 * row.secured().sumsShare(),
        100 * row.secured().noiseShare());
  }

  private static String means(List<BenchRow> rows) {
    return String.format(
        Locale.ROOT,
        "geometric mean of %d rows: time ratio %.2f, memory ratio %.2f%n",
        rows.size(),
        geometricMean(rows, row -> row.times().ratio()),
        geometricMean(rows, BenchRow::memoryRatio));
  }

  /** <b>Formula</b>: the exponential of the mean logarithm. */
  private static double geometricMean(List<BenchRow> rows, ToDoubleFunction<BenchRow> ratio) {
    double mean =
        rows.stream()
            .mapToDouble(row -> Math.log(ratio.applyAsDouble(row)))
            .average()
            .orElse(Double.NaN);
    return Math.exp(mean);
  }
}
