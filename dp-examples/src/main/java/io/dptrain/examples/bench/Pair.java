package io.dptrain.examples.bench;

import java.util.Arrays;

/**
 * Two things that were timed in turn, so that what else the machine did fell on both.
 *
 * @param baselineMillis median of the first
 * @param millis median of the second
 */
record Pair(double baselineMillis, double millis) {
  private static final int WARM_UP = 20;

  static Pair time(Runnable baseline, Runnable other, int rounds) {
    double[] first = new double[rounds];
    double[] second = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      double a = millis(baseline);
      double b = millis(other);
      if (round >= 0) {
        first[round] = a;
        second[round] = b;
      }
    }
    return new Pair(median(first), median(second));
  }

  /** How many times as long the second took. */
  double ratio() {
    return millis / baselineMillis;
  }

  private static double millis(Runnable step) {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
