package io.dptrain.examples.gan.report;

import io.dptrain.examples.Rounded;
import java.util.List;
import java.util.Locale;

/** The variants as a table of 80 columns, modes and quality at the end of the runs. */
public final class GanTable {

  private GanTable() {}

  /** Heading and one line for each variant. */
  public static String of(List<VariantResult> results, int modes) {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                               modes found     all %d found  high quality
      variant                  median (range)  in seeds     median        epsilon
      """,
                modes));
    results.forEach(result -> table.append(line(result, modes)));
    return table.toString();
  }

  private static String line(VariantResult result, int modes) {
    return String.format(
        Locale.ROOT,
        "%-24s %-15s %-12s %-13s %s%n",
        result.id(),
        range(result),
        result.runsWith(modes) + " of " + result.runs().size(),
        String.format(Locale.ROOT, "%.1f %%", 100 * result.medianHighQuality()),
        result.privacy().map(row -> Rounded.epsilon(row.epsilon())).orElse("not private"));
  }

  private static String range(VariantResult result) {
    int[] modes = result.runs().stream().mapToInt(run -> run.end().modes()).sorted().toArray();
    return String.format(
        Locale.ROOT, "%.1f (%d-%d)", result.medianModes(), modes[0], modes[modes.length - 1]);
  }
}
