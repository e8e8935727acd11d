package io.dptrain.examples.rnn.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one run came to.
 *
 * @param key which run
 * @param ending solved, diverged or stalled
 * @param steps updates until that was known
 * @param curve what was measured on the way, at least the untrained model
 * @param epsilon of private training for all updates that were planned, as where a run ends early
 *     depends on how it went; empty otherwise
 */
public record Outcome(
    RunKey key, Ending ending, long steps, List<Sample> curve, OptionalDouble epsilon) {
  /** A test loss below this counts as solved. */
  public static final double SOLVED_BELOW = 0.02;

  /** A run that ends above this test loss has diverged: six times the best constant answer. */
  public static final double DIVERGED_ABOVE = 1;

  /**
   * What was measured after some steps.
   *
   * @param step updates so far
   * @param testLoss mean squared error on the test examples
   * @param gradientNorm the largest norm of {@link Training} since the sample before; NaN for the
   *     untrained model
   */
  public record Sample(long step, double testLoss, double gradientNorm) {}

  /** Which run, and how it ended, such as {@code "gru l2 seed 3 solved"}. */
  public String description() {
    return "%s %s seed %d %s"
        .formatted(key.cell().label(), key.variant().label(), key.seed(), ending.label());
  }

  /** The test loss at the end. */
  public double testLoss() {
    return curve.get(curve.size() - 1).testLoss();
  }
}
