package io.dptrain.examples.clipping;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/**
 * How gradients are drawn.
 *
 * @param width of the line, in pixels
 */
record Arrow(Color color, float width) {

  /** Draws an arrow that ends exactly at a point; nothing if that is where it begins. */
  void draw(Graphics2D pen, Point2D from, Point2D to) {
    double length = from.distance(to);
    if (length == 0) {
      return;
    }
    double cos = (to.getX() - from.getX()) / length;
    double sin = (to.getY() - from.getY()) / length;
    double head = Math.min(length, 3 + 3.2 * width);
    double half = 0.45 * head;
    Point2D neck = new Point2D.Double(to.getX() - head * cos, to.getY() - head * sin);
    pen.setColor(color);
    pen.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    pen.draw(new Line2D.Double(from, neck));
    Path2D tip = new Path2D.Double();
    tip.moveTo(to.getX(), to.getY());
    tip.lineTo(neck.getX() + half * sin, neck.getY() - half * cos);
    tip.lineTo(neck.getX() - half * sin, neck.getY() + half * cos);
    tip.closePath();
    pen.fill(tip);
  }
}
