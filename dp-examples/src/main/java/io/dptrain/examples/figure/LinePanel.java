package io.dptrain.examples.figure;

import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.run.Curve;
import io.dptrain.examples.run.Panel;
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

  static BufferedImage draw(Panel panel, List<Group> groups) {
    return new LinePanel(panel).drawn(groups);
  }

  private BufferedImage drawn(List<Group> groups) {
    // The first seeds last, so that their lines are above those of others.
    for (int seed = seeds(groups) - 1; seed >= 0; seed--) {
      for (Group group : groups) {
        if (seed < group.findings().size()) {
          add(group, seed);
        }
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

  private static int seeds(List<Group> groups) {
    return groups.stream().mapToInt(group -> group.findings().size()).max().orElse(0);
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
      if (panel.highest() < Double.POSITIVE_INFINITY) {
        chart.getStyler().setYAxisMin(panel.lowest());
        chart.getStyler().setYAxisMax(panel.highest());
      }
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

  private void add(Group group, int seed) {
    Curve curve = group.findings().get(seed).curve(panel.what());
    List<Double> atX = new ArrayList<>();
    List<Double> atY = new ArrayList<>();
    for (int i = 0; i < curve.x().size(); i++) {
      double pointX = curve.x().get(i);
      double pointY = panel.drawn(curve.y().get(i));
      if (hasPlace(pointX, panel.isLogarithmicX()) && hasPlace(pointY, panel.isLogarithmicY())) {
        atX.add(pointX);
        atY.add(pointY);
      }
    }
    if (!atX.isEmpty()) {
      x.addAll(atX);
      y.addAll(atY);
      draw(chart.addSeries(group.label() + " " + seed, atX, atY), group.color(), seed == 0);
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
