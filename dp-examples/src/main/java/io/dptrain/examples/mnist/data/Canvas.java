package io.dptrain.examples.mnist.data;

import java.util.Arrays;

/**
 * Draws the strokes of one digit as gray pixels.
 *
 * <p>Holds the squared distance of each pixel center to the nearest stroke; ink falls off over the
 * last pixel at the edge of the pen, which smooths the outline. Not thread-safe.
 */
final class Canvas {
  private static final int SIDE = DigitSet.SIDE;
  private static final double EDGE = 1.1;

  private final double[] squares = new double[DigitSet.PIXELS];

  /** Takes all strokes away. */
  void clear() {
    Arrays.fill(squares, Double.POSITIVE_INFINITY);
  }

  /** Adds a polyline x0, y0, x1, y1 and so on, in pixels; {@code reach} is the widest pen. */
  void add(double[] line, double reach) {
    for (int i = 0; i + 3 < line.length; i += 2) {
      addSegment(line[i], line[i + 1], line[i + 2], line[i + 3], reach + EDGE);
    }
  }

  private void addSegment(double x0, double y0, double x1, double y1, double reach) {
    int left = clip(Math.min(x0, x1) - reach);
    int right = clip(Math.max(x0, x1) + reach);
    int top = clip(Math.min(y0, y1) - reach);
    int bottom = clip(Math.max(y0, y1) + reach);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
    for (int row = top; row <= bottom; row++) {
      double py = row + 0.5 - y0;
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double t = Math.min(Math.max((px * dx + py * dy) * inverse, 0), 1);
        double ex = px - t * dx;
        double ey = py - t * dy;
        int at = row * SIDE + column;
        squares[at] = Math.min(squares[at], ex * ex + ey * ey);
      }
    }
  }

  private static int clip(double coordinate) {
    return (int) Math.min(Math.max(coordinate, 0), SIDE - 1);
  }

  /** How much of a pixel a pen of this radius covers, from 0 to 1. */
  double coverage(int position, double radius) {
    double square = squares[position];
    double outer = radius + EDGE / 2;
    if (square >= outer * outer) {
      return 0;
    }
    return Math.min((outer - Math.sqrt(square)) / EDGE, 1);
  }
}
