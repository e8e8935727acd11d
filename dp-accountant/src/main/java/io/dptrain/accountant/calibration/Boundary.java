package io.dptrain.accountant.calibration;

import java.util.function.DoubleUnaryOperator;

/**
 * The edge of a budget along one parameter: a value whose epsilon was computed and is within, next
 * to one whose epsilon is not.
 *
 * <p>Not thread-safe.
 */
final class Boundary {
  /** The search ends when epsilon is this close to the target, from below. */
  private static final double CLOSE = 0.9999;

  /** Where interpolation aims, between that and the target. */
  private static final double AIM = 0.99996;

  /** Where epsilon jumps, the search ends when both values are this close. */
  private static final double SAME = 1e-9;

  /** Every so many points halve the interval, lest interpolation leave one end where it is. */
  private static final int BISECTED = 3;

  private final DoubleUnaryOperator epsilon;
  private final double target;
  private double within;
  private double epsilonWithin;
  private double beyond;
  private double epsilonBeyond;

  /**
   * @param epsilon monotone, in either direction
   * @param start a positive value, on either side of the edge
   */
  Boundary(DoubleUnaryOperator epsilon, double target, double start) {
    this.epsilon = epsilon;
    this.target = target;
    this.within = start;
    this.epsilonWithin = epsilon.applyAsDouble(start);
    this.beyond = start;
    this.epsilonBeyond = epsilonWithin;
  }

  /** Whether the start, or what was {@linkplain #reaches reached} since, is within the budget. */
  boolean isWithin() {
    return epsilonWithin <= target;
  }

  /** Whether a further value is within the budget too; then it is the new one to start from. */
  boolean reaches(double value) {
    double found = epsilon.applyAsDouble(value);
    if (found <= target) {
      within = value;
      epsilonWithin = found;
      return true;
    }
    beyond = value;
    epsilonBeyond = found;
    return false;
  }

  /** Returns the value within the budget, once values on both sides of the edge are known. */
  double narrow() {
    for (int i = 1; epsilonWithin < CLOSE * target && Math.abs(beyond / within - 1) > SAME; i++) {
      reaches(between(i, AIM));
    }
    return within;
  }

  /** The same among whole numbers: returns the one within the budget whose neighbor is not. */
  long narrowWhole() {
    for (int i = 1; Math.abs(beyond - within) > 1; i++) {
      double least = Math.min(within, beyond) + 1;
      double most = Math.max(within, beyond) - 1;
      reaches(Math.max(least, Math.min(most, Math.rint(between(i, 1)))));
    }
    return (long) within;
  }

  /** Returns the next value to look at, by a power law through both sides or in their middle. */
  private double between(int points, double aim) {
    double part = points % BISECTED == 0 ? 0.5 : interpolated(aim);
    return within * Math.pow(beyond / within, part);
  }

  /** Returns how far to go from the value within. */
  private double interpolated(double aim) {
    double part = Math.log(aim * target / epsilonWithin) / Math.log(epsilonBeyond / epsilonWithin);
    // Fails also for NaN, from an epsilon that is 0 or infinite.
    return part > 0 && part < 1 ? part : 0.5;
  }
}
