package io.dptrain.examples.bench;

import io.dptrain.examples.report.Median;
import java.util.ArrayList;
import java.util.List;

/**
 * Two things that were timed in turn, so that what else the machine did fell on both.
 *
 * @param baselineMillis median of the first
 * @param millis median of the second
 * @param rounds how often each was timed
 */
record Pair(double baselineMillis, double millis, int rounds) {

  static Pair time(Runnable baseline, Runnable other, Rounds rounds) {
    long start = System.nanoTime();
    for (int done = 0; rounds.warmUpAfter(done, secondsSince(start)); done++) {
      baseline.run();
      other.run();
    }
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    start = System.nanoTime();
    while (rounds.continueAfter(first.size(), secondsSince(start))) {
      first.add(millis(baseline));
      second.add(millis(other));
    }
    return new Pair(median(first), median(second), first.size());
  }

  /** How many times as long the second took. */
  double ratio() {
    return millis / baselineMillis;
  }

  private static double millis(Runnable step) {
    long start = System.nanoTime();
    step.run();
    return 1e3 * secondsSince(start);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
