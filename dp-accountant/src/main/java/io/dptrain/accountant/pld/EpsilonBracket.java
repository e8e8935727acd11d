package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;

/**
 * An interval that contains the true epsilon.
 *
 * @param lower at most the true epsilon
 * @param upper at least the true epsilon: the one to report; infinite if nothing is promised
 * @param delta the delta at which they hold
 * @param direction the direction that gave the upper end
 * @param relation the neighboring relation under which they hold
 */
public record EpsilonBracket(
    double lower, double upper, double delta, Direction direction, NeighboringRelation relation) {
  /** Returns upper - lower, 0 if both are infinite. */
  public double width() {
    return lower == upper ? 0 : upper - lower;
  }
}
