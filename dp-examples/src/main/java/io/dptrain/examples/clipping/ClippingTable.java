package io.dptrain.examples.clipping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line for each variant: norms after, and by how much gradients were turned. */
final class ClippingTable {
  private ClippingTable() {}

  /** The table, with the gradients above it. */
  static List<String> lines(List<Outcome> outcomes) {
    int width = outcomes.stream().mapToInt(o -> o.variant().name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(row(width, "", vectors(), "", ""));
    lines.add(row(width, "l2 norm before", norms(Outcome.GRADIENTS), "", ""));
    lines.add("");
    lines.add(row(width, "variant", List.of("l2 norm after"), "least cosine", "keeps direction"));
    for (Outcome outcome : outcomes) {
      lines.add(
          row(
              width,
              outcome.variant().name(),
              norms(outcome.after()),
              String.format(Locale.ROOT, "%.3f", outcome.leastCosine()),
              outcome.keepsDirection() ? "yes" : "no"));
    }
    return lines;
  }

  private static List<String> vectors() {
    return Outcome.GRADIENTS.stream().map(g -> number(g.x()) + "," + number(g.y())).toList();
  }

  private static List<String> norms(List<Vector> vectors) {
    return vectors.stream().map(v -> String.format(Locale.ROOT, "%.2f", v.norm())).toList();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String row(
      int width, String name, List<String> cells, String cosine, String keeps) {
    StringBuilder all = new StringBuilder();
    cells.forEach(cell -> all.append(String.format(Locale.ROOT, "%-10s", cell)));
    return String.format(
            Locale.ROOT,
            "%-" + width + "s  %-" + 10 * Outcome.GRADIENTS.size() + "s  %-12s  %s",
            name,
            all,
            cosine,
            keeps)
        .stripTrailing();
  }
}
