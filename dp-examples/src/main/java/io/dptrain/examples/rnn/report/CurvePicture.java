package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import io.dptrain.examples.rnn.train.Outcome.Sample;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Test loss above gradient norm, both on logarithmic axes over the same steps. What lies beyond an
 * axis is drawn at its end, and so is what is not finite.
 */
final class CurvePicture {
  private static final int PANEL = 460;
  private static final int LEGEND = 70;

  private CurvePicture() {}

  /**
   * A curve.
   *
   * @param name in the legend; lines of the same name share an entry
   */
  record Line(String name, Color color, BasicStroke stroke, List<Sample> samples) {}

  /** What is drawn of a sample, and how far its axis goes. */
  private record Quantity(
      String title, ToDoubleFunction<Sample> value, double lowest, double highest) {

    double of(Sample sample) {
      double number = value.applyAsDouble(sample);
      return Math.max(lowest, Math.min(highest, Double.isFinite(number) ? number : highest));
    }
  }

  private static final Quantity LOSS =
      new Quantity("test loss (mean squared error)", Sample::testLoss, 1e-3, 1e2);
  private static final Quantity NORM =
      new Quantity("largest gradient norm (l2)", Sample::gradientNorm, 1e-3, 1e6);

  /** Draws lines; the first is drawn first. */
  static BufferedImage draw(String title, List<Line> lines, long steps) {
    XYChart above = panel(title, LOSS, lines, steps, PANEL);
    above.getStyler().setLegendVisible(false);
    above.setXAxisTitle("");
    XYChart below = panel("", NORM, lines, steps, PANEL + LEGEND);
    return stack(BitmapEncoder.getBufferedImage(above), BitmapEncoder.getBufferedImage(below));
  }

  private static XYChart panel(
      String title, Quantity quantity, List<Line> lines, long steps, int height) {
    XYChart chart = PlotStyle.chart(title, quantity.title(), height);
    NavigableSet<Double> values = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      List<Sample> samples = known(line.samples(), quantity);
      if (!samples.isEmpty()) {
        samples.forEach(sample -> values.add(quantity.of(sample)));
        add(chart, line, samples, quantity, i).setShowInLegend(named.add(line.name()));
      }
    }
    double lowest = values.isEmpty() ? quantity.lowest() : values.first();
    double highest = values.isEmpty() ? quantity.highest() : values.last();
    PlotStyle.logarithmic(chart, lowest, Math.max(highest, 2 * lowest));
    chart.getStyler().setXAxisMax((double) steps);
    return chart;
  }

  /** The gradient norm is not known of the untrained model. */
  private static List<Sample> known(List<Sample> samples, Quantity quantity) {
    boolean skipFirst = quantity.equals(NORM) && samples.get(0).step() == 0;
    return skipFirst ? samples.subList(1, samples.size()) : samples;
  }

  private static XYSeries add(
      XYChart chart, Line line, List<Sample> samples, Quantity quantity, int place) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Sample sample : samples) {
      x.add((double) sample.step());
      y.add(quantity.of(sample));
    }
    XYSeries series = chart.addSeries("line " + place, x, y);
    series.setLabel(line.name());
    series.setLineColor(line.color()).setLineStyle(line.stroke());
    series.setMarkerColor(line.color());
    series.setMarker(samples.size() < 3 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    return series;
  }

  private static BufferedImage stack(BufferedImage above, BufferedImage below) {
    return Sheet.drawn(
        above.getWidth(),
        above.getHeight() + below.getHeight(),
        pen -> {
          pen.drawImage(above, 0, 0, null);
          pen.drawImage(below, 0, above.getHeight(), null);
        });
  }
}
