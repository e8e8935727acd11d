package io.dptrain.accountant.pld;

import java.util.function.DoubleUnaryOperator;

/**
 * Where a falling function of epsilon, 0 or more, crosses 1: a point on either side was seen to be
 * there.
 *
 * <p>Not thread-safe.
 */
final class Crossing {
  /** What is above 1 everywhere must end the search, too. */
  private static final int MOST_DOUBLINGS = 60;

  /** Every so many points halve the interval, lest secants leave one end where it is. */
  private static final int BISECTED = 4;

  /** Relative; far below the width of a bracket. */
  private static final double CLOSE = 0x1p-44;

  /** The logarithm of 0 or of infinity would give no secant. */
  private static final double LARGEST_LOG = 700;

  private final DoubleUnaryOperator function;
  private double high;
  private double low;

  private Crossing(DoubleUnaryOperator function, double high, double low) {
    this.function = function;
    this.high = high;
    this.low = low;
  }

  /**
   * Returns the crossing next to {@code start}.
   *
   * @param firstStep how far to look first; doubled until the crossing is found
   */
  static Crossing of(DoubleUnaryOperator function, double start, double firstStep) {
    double step = firstStep;
    double high = start;
    double low = Double.POSITIVE_INFINITY;
    while (high > 0 && !(function.applyAsDouble(high) > 1)) {
      low = high;
      high = Math.max(0, start - step);
      step *= 2;
    }
    // At most 1 even at 0: there is nothing to cross.
    if (high == 0 && !(function.applyAsDouble(0) > 1)) {
      return new Crossing(function, 0, 0);
    }
    step = firstStep;
    // Only if the start was above 1; else the way down has found both ends.
    for (int i = 0; i < MOST_DOUBLINGS && low == Double.POSITIVE_INFINITY; i++) {
      double next = high + step;
      if (function.applyAsDouble(next) > 1) {
        high = next;
        step *= 2;
      } else {
        low = next;
      }
    }
    Crossing crossing = new Crossing(function, high, low);
    crossing.narrow();
    return crossing;
  }

  /**
   * Brings both ends close, by secants on the logarithm, each carried past the crossing, and a
   * bisection now and then.
   */
  private void narrow() {
    if (low == Double.POSITIVE_INFINITY) {
      return;
    }
    double atHigh = log(high);
    double atLow = log(low);
    for (int i = 1; low - high > CLOSE * low; i++) {
      double middle = high + (low - high) / 2;
      double point =
          i % BISECTED == 0 ? middle : beyond(high + (low - high) * atHigh / (atHigh - atLow));
      if (!(point > high && point < low)) {
        point = middle;
      }
      // No number lies between the ends.
      if (point <= high || point >= low) {
        return;
      }
      double value = log(point);
      if (value > 0) {
        high = point;
        atHigh = value;
      } else {
        low = point;
        atLow = value;
      }
    }
  }

  /** Returns a point on the other side of the secant's than the nearer end, as far from it. */
  private double beyond(double secant) {
    double least = CLOSE * low / 2;
    return secant - high < low - secant
        ? high + Math.max(2 * (secant - high), least)
        : low - Math.max(2 * (low - secant), least);
  }

  private double log(double epsilon) {
    double log = Math.log(function.applyAsDouble(epsilon));
    return Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, log));
  }

  /** Returns a point where the function is at most 1; infinite if none was found. */
  double after() {
    return low;
  }

  /** Returns a point where the function is above 1; 0 if there is none. */
  double before() {
    return high;
  }
}
