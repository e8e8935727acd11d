package io.dptrain.examples.figure;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.run.Curve;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Seed;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves of all variants and seeds: one color for each variant, the first seed in a stronger line.
 * A point that an axis has no place for, such as zero on a logarithmic one, is left out.
 */
final class LinePanel {
  static final int WIDTH = 700;
  static final int HEIGHT = 500;
  private static final double UNEVEN = 0.4321;

  private final Panel panel;
  private final XYChart chart;
  private final NavigableSet<Double> x = new TreeSet<>();
  private final NavigableSet<Double> y = new TreeSet<>();

  private LinePanel(Panel panel) {
    this.panel = panel;
    this.chart = PlotStyle.chart(panel.title(), panel.yTitle(), WIDTH, HEIGHT);
  }

  static BufferedImage draw(Panel panel, Result result) {
    return new LinePanel(panel).drawn(result);
  }

  private BufferedImage drawn(Result result) {
    List<String> variants = result.experiment().variants();
    // The first seed last, so that its lines are above those of others.
    for (int seed = result.seeds().size() - 1; seed >= 0; seed--) {
      for (int i = 0; i < variants.size(); i++) {
        add(result.seeds().get(seed), variants.get(i), Figure.color(i), seed == 0);
      }
    }
    chart.setXAxisTitle(panel.xTitle());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setChartTitleFont(PlotStyle.font(Font.BOLD, 20));
    if (!x.isEmpty()) {
      setAxes();
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private void setAxes() {
    if (panel.isLogarithmicX()) {
      PlotStyle.logarithmicX(chart, x.first(), Math.max(x.last(), 2 * x.first()));
    } else {
      PlotStyle.linearX(chart);
      addUnseen();
    }
    if (panel.isLogarithmicY()) {
      PlotStyle.logarithmic(chart, y.first(), Math.max(y.last(), 2 * y.first()));
    } else {
      PlotStyle.linearY(chart);
    }
  }

  /**
   * XChart puts ticks at the points, where these stand at equal distances; so one more does not.
   */
  private void addUnseen() {
    double between = x.first() + UNEVEN * (x.last() - x.first());
    XYSeries unseen = chart.addSeries("round numbers", List.of(between), List.of(y.first()));
    unseen.setMarker(SeriesMarkers.NONE).setLineStyle(new BasicStroke(0));
  }

  private void add(Seed seed, String variant, Color color, boolean isFirst) {
    Curve curve = seed.of(variant).curve(panel.what());
    List<Double> atX = new ArrayList<>();
    List<Double> atY = new ArrayList<>();
    for (int i = 0; i < curve.x().size(); i++) {
      double pointX = curve.x().get(i);
      double pointY = curve.y().get(i);
      if (hasPlace(pointX, panel.isLogarithmicX()) && hasPlace(pointY, panel.isLogarithmicY())) {
        atX.add(pointX);
        atY.add(pointY);
      }
    }
    if (!atX.isEmpty()) {
      x.addAll(atX);
      y.addAll(atY);
      draw(chart.addSeries(variant + " " + seed.seed(), atX, atY), color, isFirst);
    }
  }

  private static boolean hasPlace(double value, boolean isLogarithmic) {
    return Double.isFinite(value) && (!isLogarithmic || value > 0);
  }

  private void draw(XYSeries series, Color color, boolean isFirst) {
    boolean isJoined = panel.kind() == Panel.Kind.LINES;
    Color drawn =
        isFirst ? color : new Color(color.getRed(), color.getGreen(), color.getBlue(), 90);
    series.setLineColor(drawn);
    series.setMarkerColor(drawn);
    series.setLineStyle(new BasicStroke(isJoined ? (isFirst ? 2.6f : 1.4f) : 0f));
    series.setMarker(
        isJoined && series.getXData().length > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    if (!isJoined) {
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    }
  }
}
