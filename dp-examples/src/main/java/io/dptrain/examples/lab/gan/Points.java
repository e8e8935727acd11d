package io.dptrain.examples.lab.gan;

import java.util.Random;

/** Points of the plane, or vectors: x and y of the first, x and y of the second, and so on. */
final class Points {
  private static final int MODES = 8;
  private static final double RADIUS = 2;
  private static final double STD_DEV = 0.1;

  private final double[] values;

  Points(double[] values) {
    this.values = values;
  }

  /** Draws from eight Gaussians on a ring. */
  static Points ring(Random random, int size) {
    double[] values = new double[2 * size];
    for (int i = 0; i < 2 * size; i += 2) {
      double angle = 2 * Math.PI * random.nextInt(MODES) / MODES;
      values[i] = RADIUS * Math.cos(angle) + STD_DEV * random.nextGaussian();
      values[i + 1] = RADIUS * Math.sin(angle) + STD_DEV * random.nextGaussian();
    }
    return new Points(values);
  }

  /** What a tensor is made of. */
  float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The length of the longest. */
  double largestNorm() {
    double largest = 0;
    for (int i = 0; i < values.length; i += 2) {
      largest = Math.max(largest, Math.hypot(values[i], values[i + 1]));
    }
    return largest;
  }

  /**
   * How far two samples are apart.
   *
   * <p><b>Formula</b>: {@code sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|)}, zero if and only if both
   * are distributed alike. <b>Source</b>: Szekely and Rizzo, Energy statistics, 2013.
   */
  double energyDistance(Points other) {
    double squared = 2 * meanDistance(other) - meanDistance(this) - other.meanDistance(other);
    return Math.sqrt(Math.max(0, squared));
  }

  private double meanDistance(Points other) {
    double sum = 0;
    for (int i = 0; i < values.length; i += 2) {
      for (int j = 0; j < other.values.length; j += 2) {
        double x = values[i] - other.values[j];
        double y = values[i + 1] - other.values[j + 1];
        sum += Math.sqrt(x * x + y * y);
      }
    }
    return sum / (values.length / 2.0) / (other.values.length / 2.0);
  }
}
