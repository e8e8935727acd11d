package io.dptrain.examples.figure;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Result;
import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What has one color in all panels and one entry in the legend.
 *
 * @param label in the legend, and of its row
 * @param findings of several seeds, or their median; those of the first are drawn stronger
 */
public record Group(String label, Color color, List<Finding> findings) {
  /** Copies. */
  public Group {
    findings = List.copyOf(findings);
  }

  /** The variants of a result, with all their seeds. */
  public static List<Group> of(Result result) {
    List<String> variants = result.experiment().variants();
    return IntStream.range(0, variants.size())
        .mapToObj(i -> of(i, variants.get(i), result.findings(variants.get(i))))
        .toList();
  }

  /** One in the color of its place. */
  public static Group of(int place, String label, List<Finding> findings) {
    Color color = PlotStyle.SERIES.get(place % PlotStyle.SERIES.size());
    return new Group(label, color, findings);
  }

  /** A number, of each finding that has it. */
  double[] values(String number) {
    return findings.stream()
        .map(Finding::numbers)
        .filter(numbers -> numbers.containsKey(number))
        .mapToDouble(numbers -> numbers.get(number))
        .toArray();
  }
}
