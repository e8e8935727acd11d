package io.dptrain.accountant.internal;

import java.util.Locale;

/**
 * Argument checks of this module.
 *
 * <p>Each check is written so that NaN fails it, and each message names the argument, the rule, the
 * value and, where one is known, the fix.
 */
public final class Checks {
  /** The largest number of compositions: every count up to it is exact as a double. */
  public static final long MAX_COUNT = 1L << 53;

  private Checks() {}

  public static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }

  /** Requires 0 < value < infinity. */
  public static double positive(String name, double value) {
    require(
        value > 0 && value < Double.POSITIVE_INFINITY,
        "%s must be positive and finite, but is %s",
        name,
        value);
    return value;
  }

  /** Requires 0 <= value < infinity. */
  public static double nonNegative(String name, double value) {
    require(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        "%s must be 0 or more and finite, but is %s",
        name,
        value);
    return value;
  }

  /** Requires 0 <= value <= 1. */
  public static double probability(String name, double value) {
    require(value >= 0 && value <= 1, "%s must be in [0, 1], but is %s", name, value);
    return value;
  }

  /** Requires 0 < value < 1. */
  public static double delta(String name, double value) {
    require(
        value > 0 && value < 1,
        "%s must be in (0, 1), but is %s; choose it well below 1 / data set size",
        name,
        value);
    return value;
  }

  /** Requires 0 <= value <= 2^53. */
  public static long count(String name, long value) {
    require(value >= 0 && value <= MAX_COUNT, "%s must be in [0, 2^53], but is %s", name, value);
    return value;
  }

  /** Requires 1 <= value <= 2^53. */
  public static long positiveCount(String name, long value) {
    require(value >= 1 && value <= MAX_COUNT, "%s must be in [1, 2^53], but is %s", name, value);
    return value;
  }

  /** Returns the product of two counts, which must be a count too. */
  public static long timesCount(String name, long left, long right) {
    long product = left * right;
    require(
        Math.multiplyHigh(left, right) == 0 && product >= 0 && product <= MAX_COUNT,
        "%s must be in [0, 2^53], but is %s x %s",
        name,
        left,
        right);
    return product;
  }
}
