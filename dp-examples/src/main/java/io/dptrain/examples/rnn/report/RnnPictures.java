package io.dptrain.examples.rnn.report;

import io.dptrain.examples.figure.Figure;
import io.dptrain.examples.figure.Group;
import io.dptrain.examples.report.Median;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Variant;
import io.dptrain.examples.run.Finding;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.EnumMap;
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
      new EnumMap<>(
          Map.of(
              Ending.SOLVED, PlotStyle.GREEN,
              Ending.STALLED, PlotStyle.ORANGE,
              Ending.DIVERGED, PlotStyle.RED));

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
   */
  public static Map<String, Supplier<BufferedImage>> of(List<Row> rows) {
    Map<String, Supplier<BufferedImage>> pictures = new LinkedHashMap<>();
    CellKind cell = rows.get(0).of().cell();
    for (Comparison comparison : COMPARISONS) {
      List<Row> shown = comparison.shown(rows);
      if (shown.size() > 1) {
        pictures.put(fileName(cell, comparison.name()), () -> draw(comparison, shown));
      }
    }
    rows.forEach(row -> pictures.put(fileName(cell, row.variant().label()), () -> seeds(row)));
    return pictures;
  }

  private static String fileName(CellKind cell, String what) {
    return cell.label() + "-" + what + ".png";
  }

  private static BufferedImage draw(Comparison comparison, List<Row> rows) {
    List<Group> groups =
        rows.stream()
            .map(
                row ->
                    Group.of(
                        comparison.variants().indexOf(row.variant()),
                        row.variant().label() + marked(row, " (norm NOT PRIVATE)"),
                        List.of(Finding.across(row.findings(), Median::of))))
            .toList();
    return draw(
        rows.get(0), comparison.name() + ": median of " + rows.get(0).findings().size(), groups);
  }

  private static BufferedImage seeds(Row row) {
    List<Group> groups =
        ENDINGS.entrySet().stream()
            .filter(ending -> row.count(ending.getKey()) > 0)
            .map(
                ending ->
                    new Group(
                        ending.getKey().label() + ": " + row.count(ending.getKey()),
                        ending.getValue(),
                        row.ended(ending.getKey())))
            .toList();
    String what = row.variant().label() + ": every seed";
    return draw(row, what + marked(row, " (gradient norm NOT PRIVATE)"), groups);
  }

  private static String marked(Row row, String ifPrivate) {
    return row.privacy().isPresent() ? ifPrivate : "";
  }

  private static BufferedImage draw(Row row, String what, List<Group> groups) {
    String network = row.of().cell().label().toUpperCase(Locale.ROOT);
    return Figure.draw(network + ", " + what, row.of().panels(), groups);
  }
}
