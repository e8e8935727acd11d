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
   * @param within a positive value at which epsilon is at most the target
   */
  Boundary(DoubleUnaryOperator epsilon, double target, double within) {
    this.epsilon = epsilon;
    this.target = target;
    this.within = within;
    this.epsilonWithin = epsilon.applyAsDouble(within);
  }

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

  /** Returns the value within the budget; {@link #reaches} must have failed once. */
  double narrow() {
    for (int i = 1; epsilonWithin < CLOSE * target && Math.abs(beyond / within - 1) > SAME; i++) {
      double part = i % BISECTED == 0 ? 0.5 : interpolated();
      reaches(within * Math.pow(beyond / within, part));
    }
    return within;
  }

  /** Returns how far to go from the value within, by a power law through both. */
  private double interpolated() {
    double part = Math.log(AIM * target / epsilonWithin) / Math.log(epsilonBeyond / epsilonWithin);
    // Fails also for NaN, from an epsilon that is 0 or infinite.
    return part > 0 && part < 1 ? part : 0.5;
  }
}
