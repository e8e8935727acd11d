package io.dptrain.examples.lab.model;

import java.util.Random;

/** Random arrays. */
public final class Draw {
  private Draw() {}

  /** Normal numbers with a mean of zero. */
  public static float[] normal(Random random, double stdDev, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (stdDev * random.nextGaussian());
    }
    return values;
  }

  /** Uniform numbers from one to the other. */
  public static float[] uniform(Random random, double from, double to, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (from + (to - from) * random.nextDouble());
    }
    return values;
  }

  /** The same numbers, rounded. */
  public static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The same numbers times a factor. */
  public static float[] scaled(float[] values, double factor) {
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) factor;
    }
    return scaled;
  }

  /**
   * A random rotation: the rows of a normal matrix, made orthonormal one after the other
   * (Gram-Schmidt).
   *
   * @return <b>Shape</b> {@code [size, size]}, row by row
   */
  public static float[] orthogonal(Random random, int size) {
    double[][] rows = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        rows[i][j] = random.nextGaussian();
      }
      for (int k = 0; k < i; k++) {
        add(rows[i], rows[k], -dot(rows[i], rows[k]));
      }
      double norm = Math.sqrt(dot(rows[i], rows[i]));
      for (int j = 0; j < size; j++) {
        rows[i][j] /= norm;
      }
    }
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / size][i % size];
    }
    return values;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double[] what, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * what[i];
    }
  }
}
