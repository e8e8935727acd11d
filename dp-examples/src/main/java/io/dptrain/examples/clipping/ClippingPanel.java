package io.dptrain.examples.clipping;

import io.dptrain.examples.clipping.Variant.Region;
import io.dptrain.examples.report.PlotStyle;
import io.dptrain.examples.report.Sheet;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The picture of one variant: its name above a plane with gradients before and after. */
record ClippingPanel(Outcome outcome) {
  static final int WIDTH = 280;
  static final int HEIGHT = 356;
  static final Font PLAIN = PlotStyle.font(Font.PLAIN, 18);
  static final Arrow BEFORE = new Arrow(new Color(0x9A, 0xA0, 0xA8), 2f);
  static final Arrow OF_EXAMPLE = new Arrow(PlotStyle.BLUE, 3.2f);
  static final Arrow OF_BATCH = new Arrow(PlotStyle.ORANGE, 3.2f);

  /** The width of a sample in the legend. */
  static final int SAMPLE = 60;

  private static final Font NAME = PlotStyle.font(Font.BOLD, 20);
  private static final int SIZE = 256;
  private static final int INDENT = 8;
  private static final int TEXT = 84;
  private static final Color REGION = new Color(0xE6, 0xF1, 0xE0);
  private static final Color BORDER = new Color(0x7F, 0xA8, 0x70);

  /** The border of a region that stays as it is. */
  static final BasicStroke SOLID = new BasicStroke(1.5f);

  /** The border of a region that moves from step to step. */
  static final BasicStroke DASHED =
      new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0);

  /** The largest coordinate that is shown. */
  private static final double LIMIT = 3.2;

  private static final Point2D CENTER = at(new Vector(0, 0));

  /** Draws the panel with its upper left corner at a point. */
  void draw(Graphics2D pen, int left, int top) {
    String method = outcome.variant().method();
    Sheet.write(pen, method, fitting(pen, NAME, method), left + INDENT, top + 22);
    String arguments = outcome.variant().arguments();
    Sheet.write(pen, arguments, fitting(pen, PLAIN, arguments), left + INDENT, top + 46);
    String direction = outcome.keepsDirection() ? "keeps direction" : "turns";
    Sheet.write(pen, direction, PLAIN, left + INDENT, top + 70);
    Graphics2D plane = (Graphics2D) pen.create(left + INDENT, top + TEXT, SIZE, SIZE);
    drawPlane(plane);
    plane.dispose();
  }

  /** A font, smaller for a text that is too long. */
  private static Font fitting(Graphics2D pen, Font font, String text) {
    float width = pen.getFontMetrics(font).stringWidth(text);
    return font.deriveFont(font.getSize() * Math.min(1, SIZE / width));
  }

  private void drawPlane(Graphics2D pen) {
    if (!outcome.border().isEmpty()) {
      boolean moves = outcome.variant().region() == Region.MOVING;
      drawRegion(pen, region(outcome.border()), moves ? DASHED : SOLID);
    }
    pen.setStroke(SOLID);
    pen.setColor(PlotStyle.GRID);
    pen.draw(new Line2D.Double(0, CENTER.getY(), SIZE, CENTER.getY()));
    pen.draw(new Line2D.Double(CENTER.getX(), 0, CENTER.getX(), SIZE));
    pen.drawRect(0, 0, SIZE - 1, SIZE - 1);
    Outcome.GRADIENTS.forEach(gradient -> BEFORE.draw(pen, CENTER, at(gradient)));
    Arrow arrow = outcome.variant().isPrivate() ? OF_EXAMPLE : OF_BATCH;
    outcome.after().forEach(gradient -> arrow.draw(pen, CENTER, at(gradient)));
    pen.setColor(BEFORE.color());
    Outcome.GRADIENTS.forEach(gradient -> pen.fill(dot(at(gradient))));
  }

  private static Shape region(List<Vector> border) {
    Path2D path = new Path2D.Double();
    Point2D first = at(border.get(0));
    path.moveTo(first.getX(), first.getY());
    for (Vector corner : border) {
      path.lineTo(at(corner).getX(), at(corner).getY());
    }
    path.closePath();
    return path;
  }

  private static void drawRegion(Graphics2D pen, Shape region, BasicStroke border) {
    pen.setColor(REGION);
    pen.fill(region);
    pen.setColor(BORDER);
    pen.setStroke(border);
    pen.draw(region);
  }

  /** Where a gradient ended, to be seen also under longer ones. */
  private static Shape dot(Point2D at) {
    return new Ellipse2D.Double(at.getX() - 3.5, at.getY() - 3.5, 7, 7);
  }

  private static Point2D at(Vector vector) {
    double scale = SIZE / (2 * LIMIT);
    return new Point2D.Double(scale * (LIMIT + vector.x()), scale * (LIMIT - vector.y()));
  }

  /** A sample of an arrow, for the legend. */
  static void sample(Graphics2D pen, Arrow arrow, int left, int middle) {
    arrow.draw(
        pen, new Point2D.Double(left, middle), new Point2D.Double((double) left + SAMPLE, middle));
  }

  /** A sample of a region, for the legend. */
  static void sample(Graphics2D pen, BasicStroke border, int left, int middle) {
    drawRegion(pen, new Rectangle2D.Double(left, middle - 11.0, SAMPLE, 22), border);
  }
}
