package io.dptrain.examples.check.sweep;

import java.util.Arrays;

/** Distances between what came out and what should. */
final class Errors {
  private Errors() {}

  /** The largest difference, divided by the largest value that should be; NaN if one is. */
  static double largest(Values got, Values expected) {
    return largest(got.data(), expected.data(), expected.largest());
  }

  /**
   * The largest difference divided by a scale, or the difference itself if the scale is zero.
   *
   * <p>Equal infinities agree.
   */
  static double largest(double[] got, double[] expected, double scale) {
    if (got.length != expected.length) {
      return Double.NaN;
    }
    double largest = 0;
    for (int i = 0; i < got.length; i++) {
      double error = got[i] == expected[i] ? 0 : Math.abs(got[i] - expected[i]);
      largest = Math.max(largest, error); // NaN stays
    }
    return scale > 0 && scale < Double.POSITIVE_INFINITY ? largest / scale : largest;
  }

  /** The largest magnitude. */
  static double largest(double... values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** All rows, one behind the other. */
  static double[] joined(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** The sum of the rows. */
  static double[] sum(double[][] rows) {
    double[] sum = new double[rows[0].length];
    for (double[] row : rows) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    return sum;
  }
}
