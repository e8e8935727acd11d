package io.dptrain.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of cells as lines of text, whose columns stand below each other. */
public final class TextTable {
  private TextTable() {}

  /**
   * Two spaces between columns, all of them flush left.
   *
   * @param rows of equal length, at least one
   */
  public static List<String> plain(List<List<String>> rows) {
    List<Integer> widths = widths(rows);
    return rows.stream()
        .map(row -> String.join("  ", padded(row, widths, row.size())).stripTrailing())
        .toList();
  }

  /**
   * A table of Markdown, whose first row is the head.
   *
   * @param rows of equal length, at least one
   * @param left how many columns are flush left; the others are flush right
   */
  public static List<String> markdown(List<List<String>> rows, int left) {
    List<Integer> widths = widths(rows);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      boolean isHead = lines.isEmpty();
      int flushLeft = isHead ? row.size() : left;
      lines.add("| " + String.join(" | ", padded(row, widths, flushLeft)) + " |");
      if (isHead) {
        List<String> rule = widths.stream().map(width -> "-".repeat(width + 2)).toList();
        lines.add("|" + String.join("|", rule) + "|");
      }
    }
    return lines;
  }

  private static List<Integer> widths(List<List<String>> rows) {
    return IntStream.range(0, rows.get(0).size())
        .mapToObj(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
        .toList();
  }

  private static List<String> padded(List<String> row, List<Integer> widths, int flushLeft) {
    return IntStream.range(0, row.size())
        .mapToObj(
            i -> {
              String space = " ".repeat(widths.get(i) - row.get(i).length());
              return i < flushLeft ? row.get(i) + space : space + row.get(i);
            })
        .toList();
  }
}
