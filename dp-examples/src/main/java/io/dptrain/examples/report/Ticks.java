package io.dptrain.examples.report;

import io.dptrain.examples.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Function;

/** The numbers beside an axis: 1, 2 and 5 times powers of ten. */
final class Ticks {
  private static final int MOST = 6;
  private static final double SLACK = 1e-9;
  private static final double WIDE = 3e3;
  private static final int MOST_DECADES = 9;
  private static final int SHORT = 5;

  /** Makes an exponent positive, to be compared by its relative error. */
  private static final int OFFSET = 400;

  private Ticks() {}

  /** The label of a linear axis. */
  static String linear(double value) {
    return Numbers.plain(new BigDecimal(value).round(new MathContext(6)).doubleValue());
  }

  /** Whether a logarithmic axis has so many decades that labels between them do not fit. */
  static boolean isWide(double smallest, double largest) {
    return largest / smallest > WIDE;
  }

  /** The labels of a logarithmic axis: 1, 2 and 5, or some powers of ten if it is wide. */
  static Function<Double, String> logarithmic(double smallest, double largest) {
    if (!isWide(smallest, largest)) {
      return Ticks::logarithmic;
    }
    int decades = (int) Math.ceil(Math.log10(largest / smallest));
    int every = 1 + decades / MOST_DECADES;
    return value -> {
      double power = Math.log10(value);
      boolean isShown = isNear(power + OFFSET, Math.rint(power) + OFFSET);
      return isShown && Math.floorMod((int) Math.rint(power), every) == 0
          ? power((int) Math.rint(power))
          : "";
    };
  }

  /** A power of ten, in few letters. */
  private static String power(int exponent) {
    return Math.abs(exponent) < SHORT ? Numbers.plain(Math.pow(10, exponent)) : "1e" + exponent;
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

  /** The distance of ticks on a linear axis of a length. */
  static double step(double length) {
    return above(length / MOST);
  }

  private static double power(double value) {
    return Math.pow(10, Math.floor(Math.log10(value) + SLACK));
  }

  private static boolean isNear(double value, double whole) {
    return Math.abs(value - whole) < 1e-6 * whole;
  }
}
