package io.dptrain.core.internal.gradient;

/** Sums of squares in double precision. */
final class Vectors {
  private Vectors() {}

  static double squaredNorm(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return sum;
  }

  static double norm(double[] vector) {
    return Math.sqrt(squaredNorm(vector));
  }

  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
