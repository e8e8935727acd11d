package io.dptrain.examples.figure;

import io.dptrain.examples.report.Axis;
import io.dptrain.examples.report.Median;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import io.dptrain.examples.run.Panel;
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
  private final List<Group> groups;
  private final Axis axis;
  private final int left;

  private DotPanel(Panel panel, List<Group> all) {
    this.panel = panel;
    this.groups = all.stream().filter(group -> group.values(panel.what()).length > 0).toList();
    NavigableSet<Double> values = new TreeSet<>();
    groups.forEach(
        group ->
            Arrays.stream(group.values(panel.what()))
                .filter(value -> Double.isFinite(value) && (!panel.isLogarithmicX() || value > 0))
                .forEach(values::add));
    int longest = groups.stream().mapToInt(group -> group.label().length()).max().orElse(0);
    this.left = Math.min(LinePanel.WIDTH / 2, 30 + 10 * longest);
    this.axis =
        Axis.around(values, panel.isLogarithmicX()).between(left, LinePanel.WIDTH - (double) RIGHT);
  }

  static BufferedImage draw(Panel panel, List<Group> groups) {
    DotPanel drawn = new DotPanel(panel, groups);
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
    for (int i = 0; i < groups.size(); i++) {
      double middle = TOP + (i + 0.5) * (end - TOP) / groups.size();
      row(pen, groups.get(i), middle);
    }
  }

  private void row(Graphics2D pen, Group group, double middle) {
    Sheet.write(pen, group.label(), TEXT, 12, (int) middle + 6);
    Color color = group.color();
    for (double value : group.values(panel.what())) {
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
    double median = Median.of(group.values(panel.what()));
    if (axis.holds(median)) {
      pen.setColor(color);
      pen.setStroke(new BasicStroke(3f));
      pen.draw(new Line2D.Double(axis.at(median), middle - 14, axis.at(median), middle + 14));
    }
  }
}
