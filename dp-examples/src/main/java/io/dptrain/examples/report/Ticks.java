package io.dptrain.examples.report;

import io.dptrain.examples.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;

/** The numbers beside an axis: 1, 2 and 5 times powers of ten. */
final class Ticks {
  private static final int MOST = 6;
  private static final double SLACK = 1e-9;

  private Ticks() {}

  /** The label of a linear axis. */
  static String linear(double value) {
    return Numbers.plain(new BigDecimal(value).round(new MathContext(6)).doubleValue());
  }

  /** The label of a logarithmic axis, empty between 1, 2 and 5. */
  static String logarithmic(double value) {
    double first = value / power(value);
    boolean shown = isNear(first, 1) || isNear(first, 2) || isNear(first, 5) || isNear(first, 10);
    return shown ? Numbers.plain(Math.round(first) * power(value)) : "";
  }

  /** The largest of 1, 2 and 5 times powers of ten that is at most a positive value. */
  static double below(double value) {
    double first = value / power(value) * (1 + SLACK);
    return (first >= 5 ? 5 : first >= 2 ? 2 : 1) * power(value);
  }

  /** The smallest of 1, 2 and 5 times powers of ten that is at least a positive value. */
  static double above(double value) {
    double first = value / power(value) * (1 - SLACK);
    return (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10) * power(value);
  }

  /** The first tick of a linear axis from 0 that is at least a positive value. */
  static double top(double value) {
    double step = above(value / MOST);
    return Math.ceil(value / step * (1 - SLACK)) * step;
  }

  private static double power(double value) {
    return Math.pow(10, Math.floor(Math.log10(value) + SLACK));
  }

  private static boolean isNear(double value, double whole) {
    return Math.abs(value - whole) < 1e-6 * whole;
  }
}
