package io.dptrain.examples.gan.report;

import io.dptrain.examples.Rounded;
import io.dptrain.examples.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The variants as a table of 80 columns, modes and quality at the end of the runs. */
public final class GanTable {

  private GanTable() {}

  /** Heading and one line for each variant. */
  public static List<String> of(List<VariantResult> results, int modes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "modes found", "all " + modes + " found", "high quality", ""));
    rows.add(List.of("variant", "median (range)", "in seeds", "median", "epsilon"));
    results.forEach(result -> rows.add(row(result, modes)));
    return TextTable.plain(rows);
  }

  private static List<String> row(VariantResult result, int modes) {
    return List.of(
        result.id(),
        range(result),
        result.runsWith(modes) + " of " + result.runs().size(),
        String.format(Locale.ROOT, "%.1f %%", 100 * result.medianHighQuality()),
        result.privacy().map(facts -> Rounded.epsilon(facts.epsilon())).orElse("not private"));
  }

  private static String range(VariantResult result) {
    return String.format(
        Locale.ROOT,
        "%.1f (%.0f-%.0f)",
        result.medianModes(),
        result.modes().min().orElseThrow(),
        result.modes().max().orElseThrow());
  }
}
