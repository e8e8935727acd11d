package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;

/**
 * An interval that contains the true delta.
 *
 * @param lower at most the true delta
 * @param upper at least the true delta: the one to report
 * @param epsilon the epsilon at which they hold
 * @param direction the direction that gave the upper end
 * @param relation the neighboring relation under which they hold
 */
public record DeltaBracket(
    double lower, double upper, double epsilon, Direction direction, NeighboringRelation relation) {
  /** Returns upper - lower. */
  public double width() {
    return upper - lower;
  }
}
