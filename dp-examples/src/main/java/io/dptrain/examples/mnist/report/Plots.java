package io.dptrain.examples.mnist.report;

import io.dptrain.examples.Numbers;
import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.report.PlotStyle;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The pictures of the report. No screen is needed.
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
      String title, List<Point> testAccuracy, List<Point> epsilon) {
    XYChart chart = PlotStyle.chart(title, "test accuracy (%)");
    chart.getStyler().setYAxisMin(0, 0.0);
    chart.getStyler().setYAxisMax(0, 100.0);
    XYSeries accuracy = line(chart, "test accuracy (%)", Curve.of(testAccuracy).times(100));
    accuracy.setLineColor(PlotStyle.BLUE);
    accuracy.setMarkerColor(PlotStyle.BLUE).setMarker(SeriesMarkers.CIRCLE);
    List<Point> finite = epsilon.stream().filter(p -> Double.isFinite(p.value())).toList();
    if (!finite.isEmpty()) {
      addEpsilon(chart, Curve.of(finite));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void addEpsilon(XYChart chart, Curve epsilon) {
    PlotStyle.addRightAxis(
        chart, "privacy spent (epsilon)", Math.max(epsilon.largest(), SMALLEST_EPSILON));
    XYSeries spent = line(chart, "privacy spent (epsilon), right axis", epsilon);
    spent.setLineColor(PlotStyle.ORANGE).setYAxisGroup(1);
    mark(spent, epsilon, PlotStyle.ORANGE);
  }

  /**
   * Quantiles of per-example gradient norms against steps, with the clip norm as a line.
   *
   * <p><b>Not private:</b> the picture shows raw statistics of the training data, and says so in
   * its title.
   *
   * @param norms rows with a value that is not finite are left out
   * @param l2ClipNorm l2 clip norm per example
   */
  public static BufferedImage gradientNorms(List<NormQuantiles> norms, double l2ClipNorm) {
    XYChart chart =
        PlotStyle.chart(
            "NOT PRIVATE: raw statistics of the training data", "gradient norm per example (l2)");
    List<NormQuantiles> finite = norms.stream().filter(NormQuantiles::isFinite).toList();
    double smallest = smallestPositive(finite, l2ClipNorm);
    Curve low = quantile(finite, NormQuantiles::low, smallest);
    Curve median = quantile(finite, NormQuantiles::median, smallest);
    Curve high = quantile(finite, NormQuantiles::high, smallest);
    XYSeries band = line(chart, "10 % to 90 % of examples", low.wide().bandUpTo(high.wide()));
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setLineColor(PlotStyle.PALE_BLUE).setLineStyle(THIN).setFillColor(PlotStyle.PALE_BLUE);
    XYSeries middle = line(chart, "median (50 %)", median);
    middle.setLineColor(PlotStyle.BLUE);
    mark(middle, median, PlotStyle.BLUE);
    String limit = "clip norm (%s)".formatted(Numbers.plain(l2ClipNorm));
    XYSeries clip = line(chart, limit, median.level(l2ClipNorm));
    clip.setLineColor(PlotStyle.RED).setLineStyle(DASHED);
    PlotStyle.logarithmic(chart, smallest, Math.max(high.largest(), l2ClipNorm));
    chart.getStyler().setXAxisMax(median.end());
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * A grid of the first test digits with the predicted label, wrong ones in red.
   *
   * @param title one line above the grid
   * @param predictions one label per test digit, from the first on; at least one
   */
  public static BufferedImage predictions(String title, DigitSet test, int[] predictions) {
    return new PredictionGrid(test, predictions).draw(title);
  }

  /** A logarithmic axis has no place for norms of zero: they are drawn at its lower end. */
  private static double smallestPositive(List<NormQuantiles> norms, double l2ClipNorm) {
    return norms.stream()
        .mapToDouble(NormQuantiles::low)
        .map(low -> Math.max(low, l2ClipNorm / LARGEST_SPAN))
        .reduce(l2ClipNorm, Math::min);
  }

  private static Curve quantile(
      List<NormQuantiles> norms, ToDoubleFunction<NormQuantiles> value, double smallest) {
    return Curve.of(
        norms.stream()
            .map(n -> new Point(n.step(), Math.max(value.applyAsDouble(n), smallest)))
            .toList());
  }

  /** Few points are marked one by one. */
  private static void mark(XYSeries series, Curve curve, Color color) {
    if (curve.steps().size() <= FEW_POINTS) {
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
  }

  private static XYSeries line(XYChart chart, String name, Curve curve) {
    XYSeries series = chart.addSeries(name, curve.steps(), curve.values());
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** Coordinates in the form the plotting library wants. */
  private record Curve(List<Double> steps, List<Double> values) {
    private static final int MAX_POINTS = 400;

    /** Keeps at most about {@value #MAX_POINTS} points, the last one always. */
    static Curve of(List<Point> points) {
      if (points.isEmpty()) {
        throw new IllegalArgumentException("a curve must have at least one point, but has none");
      }
      int stride = 1 + points.size() / MAX_POINTS;
      List<Double> steps = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      int last = points.size() - 1;
      for (int i = last % stride; i <= last; i += stride) {
        steps.add((double) points.get(i).step());
        values.add(points.get(i).value());
      }
      return new Curve(steps, values);
    }

    Curve times(double factor) {
      return new Curve(steps, values.stream().map(v -> v * factor).toList());
    }

    /** The outline of the area between this curve and another over the same steps. */
    Curve bandUpTo(Curve other) {
      List<Double> x = new ArrayList<>(other.steps);
      List<Double> y = new ArrayList<>(other.values);
      Collections.reverse(x);
      Collections.reverse(y);
      x.addAll(0, steps);
      y.addAll(0, values);
      return new Curve(x, y);
    }

    /** A level line over the whole width. */
    Curve level(double level) {
      return new Curve(List.of(0.0, end()), List.of(level, level));
    }

    /** The same, or for a single point a level line: an area needs a width. */
    Curve wide() {
      return steps.size() > 1 ? this : level(values.get(0));
    }

    double end() {
      return steps.get(steps.size() - 1);
    }

    double largest() {
      return Collections.max(values);
    }
  }
}
