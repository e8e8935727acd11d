package io.dptrain.examples.check;

import io.dptrain.core.random.NoiseSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Draws noise and compares it with the normal distribution.
 *
 * <p><b>False alarms</b>: each average may be off by {@value #STANDARD_ERRORS} standard errors
 * (two-sided probability 3.8e-8), the Kolmogorov-Smirnov distance by what has a probability of at
 * most 1e-7 (Massart's bound {@code 2 exp(-2 n d^2)}). One check of this kind has four tests, so it
 * fails for right noise with probability below 3e-7.
 */
final class NoiseCheck {
  /** How many values are drawn. */
  static final int VALUES = 1 << 19;

  private static final double STANDARD_ERRORS = 5.5;
  private static final double FALSE_ALARM = 1e-7;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private NoiseCheck() {}

  /** Looks at values that a source says are standard normal. */
  static List<Measured> source(String what, NoiseSource source) {
    float[] values = new float[VALUES];
    source.fillStandardNormal(values, values.length);
    double[] copy = new double[VALUES];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return standard(what, copy);
  }

  /** Looks at values that should be standard normal; sorts them. */
  static List<Measured> standard(String what, double[] values) {
    List<Measured> measured = new ArrayList<>();
    measured.add(average(what + ", mean", values, x -> x, 0, 1));
    measured.add(average(what + ", variance", values, x -> x * x, 1, 2));
    measured.add(average(what + ", fourth moment", values, x -> x * x * x * x, 3, 96));
    Arrays.sort(values);
    double allowed = Math.sqrt(Math.log(2 / FALSE_ALARM) / (2.0 * values.length));
    measured.add(
        Measured.atMost(what + ", Kolmogorov-Smirnov distance", distance(values), allowed));
    return measured;
  }

  private static Measured average(
      String what, double[] values, DoubleUnaryOperator power, double expected, double variance) {
    double average = Arrays.stream(values).map(power).average().orElse(Double.NaN);
    double slack = STANDARD_ERRORS * Math.sqrt(variance / values.length);
    return new Measured(what, average, expected - slack, expected + slack);
  }

  private static double distance(double[] sorted) {
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double probability = NORMAL.cumulativeProbability(sorted[i]);
      double below = probability - (double) i / sorted.length;
      double above = (double) (i + 1) / sorted.length - probability;
      largest = Math.max(largest, Math.max(below, above));
    }
    return largest;
  }
}
