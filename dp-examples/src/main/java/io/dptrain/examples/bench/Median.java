package io.dptrain.examples.bench;

import java.util.Arrays;

/** The middle one of some numbers. */
final class Median {
  private Median() {}

  /** The upper one of two middle numbers; NaN if there are none. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
