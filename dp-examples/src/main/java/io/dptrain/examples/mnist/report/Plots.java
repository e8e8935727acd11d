package io.dptrain.examples.mnist.report;

import io.dptrain.examples.Numbers;
import io.dptrain.examples.report.PlotStyle;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The curves of the report, from values by the number of updates so far. No screen is needed.
 *
 * <p>Each method is a pure function of its arguments and throws {@link IllegalArgumentException}
 * where there is nothing to draw.
 */
public final class Plots {
  private static final BasicStroke THIN = new BasicStroke(1.2f);
  private static final BasicStroke DASHED =
      new BasicStroke(
          3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {12f, 7f}, 0f);

  /** The logarithmic axis of norms goes at most so far below the clip norm. */
  private static final double LARGEST_SPAN = 1e4;

  /** The axis of epsilon reaches at least as far. */
  private static final double SMALLEST_EPSILON = 1e-6;

  private static final int FEW_POINTS = 20;

  private Plots() {}

  /**
   * Test accuracy against steps, and epsilon on an axis of its own.
   *
   * @param title one line, such as the data and the final numbers
   * @param testAccuracy from 0 to 1, drawn in percent
   * @param epsilon spent so far; empty for a run without privacy; infinite values are left out
   */
  public static BufferedImage accuracy(
      String title, SortedMap<Long, Double> testAccuracy, SortedMap<Long, Double> epsilon) {
    XYChart chart = PlotStyle.chart(title, "test accuracy (%)");
    chart.getStyler().setYAxisMin(0, 0.0);
    chart.getStyler().setYAxisMax(0, 100.0);
    List<Double> percent = values(testAccuracy, share -> 100 * share);
    line(chart, "test accuracy (%)", steps(testAccuracy), percent, PlotStyle.BLUE)
        .setMarker(SeriesMarkers.CIRCLE);
    SortedMap<Long, Double> finite = only(epsilon, Double::isFinite);
    if (!finite.isEmpty()) {
      List<Double> spent = values(finite, value -> value);
      double top = Math.max(Collections.max(spent), SMALLEST_EPSILON);
      PlotStyle.addRightAxis(chart, "privacy spent (epsilon)", top);
      String name = "privacy spent (epsilon), right axis";
      markFew(line(chart, name, steps(finite), spent, PlotStyle.ORANGE)).setYAxisGroup(1);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Quantiles of per-example gradient norms against steps, with the clip norm as a line.
   *
   * <p><b>Not private:</b> the picture shows raw statistics of the training data, and says so in
   * its title.
   *
   * @param norms those with a value that is not finite are left out
   * @param l2ClipNorm l2 clip norm per example
   */
  public static BufferedImage gradientNorms(
      SortedMap<Long, NormQuantiles> norms, double l2ClipNorm) {
    XYChart chart =
        PlotStyle.chart(
            "NOT PRIVATE: raw statistics of the training data", "gradient norm per example (l2)");
    SortedMap<Long, NormQuantiles> finite = only(norms, NormQuantiles::isFinite);
    List<Double> steps = steps(finite);
    double lowest = // a logarithmic axis has no place for norms of zero
        finite.values().stream()
            .mapToDouble(norm -> Math.max(norm.low(), l2ClipNorm / LARGEST_SPAN))
            .reduce(l2ClipNorm, Math::min);
    List<Double> median = values(finite, norm -> Math.max(norm.median(), lowest));
    List<Double> high = values(finite, norm -> Math.max(norm.high(), lowest));
    addBand(chart, steps, values(finite, norm -> Math.max(norm.low(), lowest)), high);
    markFew(line(chart, "median (50 %)", steps, median, PlotStyle.BLUE));
    double end = finite.lastKey();
    String clip = "clip norm (%s)".formatted(Numbers.plain(l2ClipNorm));
    line(chart, clip, List.of(0.0, end), List.of(l2ClipNorm, l2ClipNorm), PlotStyle.RED)
        .setLineStyle(DASHED);
    PlotStyle.logarithmic(chart, lowest, Math.max(Collections.max(high), l2ClipNorm));
    chart.getStyler().setXAxisMax(end);
    return BitmapEncoder.getBufferedImage(chart);
  }

  /** An area is drawn as its outline: the lower edge, and the upper one back. */
  private static void addBand(
      XYChart chart, List<Double> steps, List<Double> low, List<Double> high) {
    List<Double> x = new ArrayList<>(steps);
    List<Double> y = new ArrayList<>(low);
    for (int i = steps.size() - 1; i >= 0; i--) {
      x.add(steps.get(i));
      y.add(high.get(i));
    }
    if (steps.size() == 1) { // an area needs a width: from the beginning on
      x.addAll(List.of(0.0, 0.0));
      y.addAll(List.of(high.get(0), low.get(0)));
    }
    XYSeries band = line(chart, "10 % to 90 % of examples", x, y, PlotStyle.PALE_BLUE);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setLineStyle(THIN).setFillColor(PlotStyle.PALE_BLUE);
  }

  private static XYSeries line(
      XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setMarkerColor(color).setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** Few points are marked one by one. */
  private static XYSeries markFew(XYSeries series) {
    if (series.getXData().length <= FEW_POINTS) {
      series.setMarker(SeriesMarkers.CIRCLE);
    }
    return series;
  }

  private static <T> SortedMap<Long, T> only(SortedMap<Long, T> points, Predicate<T> wanted) {
    SortedMap<Long, T> left = new TreeMap<>(points);
    left.values().removeIf(wanted.negate());
    return left;
  }

  private static List<Double> steps(SortedMap<Long, ?> points) {
    return points.keySet().stream().map(Long::doubleValue).toList();
  }

  private static <T> List<Double> values(SortedMap<Long, T> points, ToDoubleFunction<T> value) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve must have at least one point, but has none");
    }
    return points.values().stream().map(value::applyAsDouble).toList();
  }
}
