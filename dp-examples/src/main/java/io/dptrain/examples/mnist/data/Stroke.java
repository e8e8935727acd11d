package io.dptrain.examples.mnist.data;

import java.util.Arrays;

/**
 * One movement of the pen: control points joined by straight lines, or by a smooth curve through
 * all of them.
 *
 * <p>Templates use a box of 100 x 100 with the origin at the top left. Immutable.
 */
final class Stroke {
  private static final int PIECES_PER_SPAN = 6;

  private final boolean smooth;
  private final double[] xy;

  private Stroke(boolean smooth, double[] xy) {
    this.smooth = smooth;
    this.xy = xy;
  }

  /** Straight lines through x0, y0, x1, y1 and so on. */
  static Stroke line(double... xy) {
    return new Stroke(false, xy.clone());
  }

  /** A Catmull-Rom curve through x0, y0, x1, y1 and so on. */
  static Stroke curve(double... xy) {
    return new Stroke(true, xy.clone());
  }

  /** The stroke with its control points moved by the hand that writes it. */
  Stroke movedBy(Hand hand) {
    double[] moved = new double[xy.length];
    hand.move(xy, moved);
    return new Stroke(smooth, moved);
  }

  /** The corners of a polyline that follows the stroke: x0, y0, x1, y1 and so on. */
  double[] polyline() {
    return smooth ? flattened() : xy.clone();
  }

  private double[] flattened() {
    int spans = xy.length / 2 - 1;
    double[] line = new double[2 * (spans * PIECES_PER_SPAN + 1)];
    int to = 0;
    for (int span = 0; span < spans; span++) {
      for (int piece = 0; piece < PIECES_PER_SPAN; piece++) {
        double t = (double) piece / PIECES_PER_SPAN;
        line[to++] = onCurve(span, t, 0);
        line[to++] = onCurve(span, t, 1);
      }
    }
    System.arraycopy(xy, xy.length - 2, line, to, 2);
    return line;
  }

  /** The uniform Catmull-Rom polynomial between control points span and span + 1. */
  private double onCurve(int span, double t, int axis) {
    double p0 = at(span - 1, axis);
    double p1 = at(span, axis);
    double p2 = at(span + 1, axis);
    double p3 = at(span + 2, axis);
    double linear = p2 - p0;
    double square = 2 * p0 - 5 * p1 + 4 * p2 - p3;
    double cube = 3 * (p1 - p2) + p3 - p0;
    return p1 + 0.5 * t * (linear + t * (square + t * cube));
  }

  /** A control point; beyond an end, the end itself. */
  private double at(int point, int axis) {
    int last = xy.length / 2 - 1;
    return xy[2 * Math.min(Math.max(point, 0), last) + axis];
  }

  @Override
  public String toString() {
    return (smooth ? "curve " : "line ") + Arrays.toString(xy);
  }
}
