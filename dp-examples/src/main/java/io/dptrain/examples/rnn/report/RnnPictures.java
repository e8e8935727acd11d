package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.CurvePicture.Line;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Variant;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All pictures of a report: some variants side by side, and every variant with all its seeds. */
public final class RnnPictures {
  private static final List<Comparison> COMPARISONS =
      List.of(
          new Comparison(
              "clipping",
              List.of(
                  Variant.NONE,
                  Variant.VALUE,
                  Variant.L2,
                  Variant.L1,
                  Variant.LAYER,
                  Variant.BACKPROP)),
          new Comparison(
              "adaptive",
              List.of(
                  Variant.NONE,
                  Variant.L2,
                  Variant.HISTORY,
                  Variant.NORMALIZED,
                  Variant.UNIT,
                  Variant.PRIVATE)),
          new Comparison(
              "optimizers",
              List.of(
                  Variant.NONE,
                  Variant.L2,
                  Variant.SGD,
                  Variant.SGD_L2,
                  Variant.NESTEROV,
                  Variant.NESTEROV_L2)));

  private static final Map<Ending, Color> ENDINGS =
      Map.of(
          Ending.SOLVED, PlotStyle.GREEN,
          Ending.STALLED, PlotStyle.ORANGE,
          Ending.DIVERGED, PlotStyle.RED);

  private static final BasicStroke THICK = new BasicStroke(3f);
  private static final BasicStroke THIN = new BasicStroke(1.6f);

  private RnnPictures() {}

  /**
   * Variants that are worth a picture of their own.
   *
   * @param variants at most as many as {@link PlotStyle#SERIES}
   */
  private record Comparison(String name, List<Variant> variants) {

    List<Row> shown(List<Row> rows) {
      return rows.stream().filter(row -> variants.contains(row.variant())).toList();
    }
  }

  /** The file names of all pictures that a network can have. */
  public static List<String> names(CellKind cell) {
    return Stream.concat(
            COMPARISONS.stream().map(Comparison::name),
            Stream.of(Variant.values()).map(Variant::label))
        .map(what -> fileName(cell, what))
        .toList();
  }

  /**
   * The pictures by file name, each drawn when it is asked for.
   *
   * @param rows of one network
   * @param steps where the horizontal axis ends
   */
  public static Map<String, Supplier<BufferedImage>> of(List<Row> rows, long steps) {
    Map<String, Supplier<BufferedImage>> pictures = new LinkedHashMap<>();
    CellKind cell = rows.get(0).cell();
    for (Comparison comparison : COMPARISONS) {
      List<Row> shown = comparison.shown(rows);
      if (shown.size() > 1) {
        pictures.put(fileName(cell, comparison.name()), () -> draw(comparison, shown, steps));
      }
    }
    rows.forEach(
        row -> pictures.put(fileName(cell, row.variant().label()), () -> seeds(row, steps)));
    return pictures;
  }

  private static String fileName(CellKind cell, String what) {
    return cell.label() + "-" + what + ".png";
  }

  private static BufferedImage draw(Comparison comparison, List<Row> rows, long steps) {
    List<Line> lines = new ArrayList<>();
    for (Row row : rows) {
      Color color = PlotStyle.SERIES.get(comparison.variants().indexOf(row.variant()));
      lines.add(new Line(label(row), color, THICK, MedianCurve.of(row.outcomes())));
    }
    String title =
        String.format(
            Locale.ROOT,
            "%s, %s: median of %d",
            rows.get(0).cell().label().toUpperCase(Locale.ROOT),
            comparison.name(),
            rows.get(0).outcomes().size());
    return CurvePicture.draw(title, lines, steps);
  }

  private static String label(Row row) {
    return row.variant().label() + (row.epsilon().isPresent() ? " (norm NOT PRIVATE)" : "");
  }

  private static BufferedImage seeds(Row row, long steps) {
    List<Line> lines =
        row.outcomes().stream()
            .sorted(Comparator.comparing(outcome -> outcome.ending()))
            .map(
                outcome ->
                    new Line(
                        outcome.ending().label() + ": " + row.count(outcome.ending()),
                        ENDINGS.get(outcome.ending()),
                        THIN,
                        outcome.curve()))
            .toList();
    String title =
        String.format(
            Locale.ROOT,
            "%s, %s: every seed%s",
            row.cell().label().toUpperCase(Locale.ROOT),
            row.variant().label(),
            row.epsilon().isPresent() ? " (gradient norm NOT PRIVATE)" : "");
    return CurvePicture.draw(title, lines, steps);
  }
}
