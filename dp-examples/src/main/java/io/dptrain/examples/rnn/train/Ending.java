package io.dptrain.examples.rnn.train;

import java.util.Locale;

/** How a run ended. */
public enum Ending {
  /** The test loss fell below {@link AddingExperiment#SOLVED_BELOW}. */
  SOLVED,
  /** The test loss is not finite, or ended above {@link AddingExperiment#DIVERGED_ABOVE}. */
  DIVERGED,
  /** The steps are used up, and neither holds. */
  STALLED;

  /** The ending of a run with some test loss. */
  public static Ending of(double testLoss) {
    if (testLoss < AddingExperiment.SOLVED_BELOW) {
      return SOLVED;
    }
    return testLoss <= AddingExperiment.DIVERGED_ABOVE ? STALLED : DIVERGED;
  }

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
