package io.dptrain.core.internal.check;

import java.util.Arrays;

/** Arithmetic on arrays in double precision, one for each tensor. */
final class Numbers {
  private Numbers() {}

  /** What is left of some arrays after others are taken off. */
  static double[][] difference(double[][] some, double[][] others) {
    double[][] difference = new double[some.length][];
    Arrays.setAll(difference, a -> difference(some[a], others[a]));
    return difference;
  }

  static double[] difference(double[] some, double[] others) {
    double[] difference = new double[some.length];
    Arrays.setAll(difference, i -> some[i] - others[i]);
    return difference;
  }

  static void add(double[][] sum, double[][] addend, double factor) {
    for (int a = 0; a < sum.length; a++) {
      for (int i = 0; i < sum[a].length; i++) {
        sum[a][i] += factor * addend[a][i];
      }
    }
  }

  static double[][] scaled(double[][] values, double factor) {
    return Arrays.stream(values)
        .map(array -> Arrays.stream(array).map(value -> value * factor).toArray())
        .toArray(double[][]::new);
  }

  /** The l2 norm over all arrays together. */
  static double norm(double[]... values) {
    double squares = 0;
    for (double[] array : values) {
      for (double value : array) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}
