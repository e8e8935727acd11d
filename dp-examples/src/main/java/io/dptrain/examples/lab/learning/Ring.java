package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Draw;
import java.util.Random;

/** Points of eight modes, evenly spread on a circle of radius one. */
final class Ring {
  static final int MODES = 8;

  /** Of points around their mode. */
  private static final double SPREAD = 0.08;

  /** How far from a mode a point may be to count as one of it. */
  private static final double NEAR = 3 * SPREAD;

  /** The share of all points that a mode needs to count as covered; an even share is an eighth. */
  private static final double COVERED = 0.02;

  private Ring() {}

  /** <b>Shape</b> {@code [size, 2]} */
  static float[] draw(Random random, int size) {
    float[] points = Draw.normal(random, SPREAD, 2 * size);
    for (int i = 0; i < size; i++) {
      double angle = angle(random.nextInt(MODES));
      points[2 * i] += (float) Math.cos(angle);
      points[2 * i + 1] += (float) Math.sin(angle);
    }
    return points;
  }

  private static double angle(int mode) {
    return 2 * Math.PI * mode / MODES;
  }

  /** The share of points that are near to a mode. */
  static double near(double[] points) {
    double near = 0;
    for (int mode = 0; mode < MODES; mode++) {
      near += share(points, mode);
    }
    return near;
  }

  /** How many modes have points. */
  static int covered(double[] points) {
    int covered = 0;
    for (int mode = 0; mode < MODES; mode++) {
      covered += share(points, mode) >= COVERED ? 1 : 0;
    }
    return covered;
  }

  private static double share(double[] points, int mode) {
    int near = 0;
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - Math.cos(angle(mode));
      double y = points[i + 1] - Math.sin(angle(mode));
      near += Math.hypot(x, y) < NEAR ? 1 : 0;
    }
    return 2.0 * near / points.length;
  }
}
