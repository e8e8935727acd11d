package io.dptrain.core.internal;

/**
 * Argument checks of this module. Each comparison is written so that NaN fails it, and each message
 * gives the name, the rule, the value and, where it is known, the fix.
 */
public final class Checks {
  private Checks() {}

  /**
   * Requires a positive finite number.
   *
   * @throws IllegalArgumentException if {@code value} is zero, negative, infinite or NaN
   */
  public static double positiveFinite(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive and finite, but is " + value);
    }
    return value;
  }

  /**
   * Requires zero or a positive finite number.
   *
   * @throws IllegalArgumentException if {@code value} is negative, infinite or NaN
   */
  public static double nonNegativeFinite(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " must be zero or positive and finite, but is " + value);
    }
    return value;
  }

  /**
   * Requires a whole number of at least zero.
   *
   * @throws IllegalArgumentException if {@code value} is negative
   */
  public static long nonNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be 0 or more, but is " + value);
    }
    return value;
  }

  /**
   * Requires a number of at least one.
   *
   * @throws IllegalArgumentException if {@code value} is smaller than one
   */
  public static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
    return value;
  }

  /**
   * Requires a condition on the order of calls.
   *
   * @throws IllegalStateException with {@code message} if {@code condition} is false
   */
  public static void state(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException(message);
    }
  }
}
