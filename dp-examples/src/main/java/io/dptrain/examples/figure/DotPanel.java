package io.dptrain.examples.figure;

import io.dptrain.examples.report.Axis;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Result;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A number along an axis: a row for each variant that found it, a dot for each seed, a bar at their
 * median. What is not finite is written at the end of its row.
 */
final class DotPanel {
  private static final int TOP = 66;
  private static final int BOTTOM = 92;
  private static final int RIGHT = 34;
  private static final double RADIUS = 6;
  private static final Font TITLE = PlotStyle.font(Font.BOLD, 20);
  private static final Font TEXT = PlotStyle.font(Font.PLAIN, 17);
  private static final Font AXIS = PlotStyle.font(Font.PLAIN, 20);

  private final Panel panel;
  private final Result result;
  private final List<String> variants;
  private final Axis axis;
  private final int left;

  private DotPanel(Panel panel, Result result) {
    this.panel = panel;
    this.result = result;
    List<String> all = result.experiment().variants();
    this.variants = all.stream().filter(v -> result.values(v, panel.what()).length > 0).toList();
    NavigableSet<Double> values = new TreeSet<>();
    variants.forEach(
        variant ->
            Arrays.stream(result.values(variant, panel.what()))
                .filter(value -> Double.isFinite(value) && (!panel.isLogarithmicX() || value > 0))
                .forEach(values::add));
    int longest = variants.stream().mapToInt(String::length).max().orElse(0);
    this.left = Math.min(LinePanel.WIDTH / 2, 30 + 10 * longest);
    this.axis =
        Axis.around(values, panel.isLogarithmicX()).between(left, LinePanel.WIDTH - (double) RIGHT);
  }

  static BufferedImage draw(Panel panel, Result result) {
    DotPanel drawn = new DotPanel(panel, result);
    return Sheet.drawn(LinePanel.WIDTH, LinePanel.HEIGHT, drawn::draw);
  }

  private void draw(Graphics2D pen) {
    Sheet.writeCentered(pen, panel.title(), TITLE, LinePanel.WIDTH / 2, 38);
    int end = LinePanel.HEIGHT - BOTTOM;
    pen.setStroke(new BasicStroke(1.2f));
    for (double tick : axis.ticks()) {
      pen.setColor(PlotStyle.GRID);
      pen.draw(new Line2D.Double(axis.at(tick), TOP, axis.at(tick), end));
      Sheet.writeCentered(pen, axis.label(tick), TEXT, (int) axis.at(tick), end + 24);
    }
    Sheet.writeCentered(pen, panel.xTitle(), AXIS, (left + LinePanel.WIDTH - RIGHT) / 2, end + 62);
    for (int i = 0; i < variants.size(); i++) {
      double middle = TOP + (i + 0.5) * (end - TOP) / variants.size();
      row(pen, variants.get(i), middle);
    }
  }

  private void row(Graphics2D pen, String variant, double middle) {
    Sheet.write(pen, variant, TEXT, 12, (int) middle + 6);
    Color color = Figure.color(result.experiment().variants().indexOf(variant));
    for (double value : result.values(variant, panel.what())) {
      if (axis.holds(value)) {
        pen.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 150));
        double at = axis.at(value);
        pen.fill(new Ellipse2D.Double(at - RADIUS, middle - RADIUS, 2 * RADIUS, 2 * RADIUS));
      } else {
        String text = Double.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "zero";
        pen.setFont(TEXT);
        int width = pen.getFontMetrics(TEXT).stringWidth(text);
        Sheet.write(pen, text, TEXT, LinePanel.WIDTH - RIGHT - width, (int) middle + 6);
      }
    }
    double median = result.median(variant, panel.what());
    if (axis.holds(median)) {
      pen.setColor(color);
      pen.setStroke(new BasicStroke(3f));
      pen.draw(new Line2D.Double(axis.at(median), middle - 14, axis.at(median), middle + 14));
    }
  }
}
