package io.dptrain.examples.report;

import java.util.Arrays;

/** The middle of some numbers. */
public final class Median {
  private Median() {}

  /**
   * The middle one, or the mean of the two middle ones; NaN if there are none. NaN counts as larger
   * than all numbers, so it is the median if it is in the middle.
   */
  public static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
  }
}
