package io.dptrain.examples.rnn.train;

import java.util.Locale;

/** How a run ended. */
public enum Ending {
  /** The test loss fell below {@link Outcome#SOLVED_BELOW}. */
  SOLVED,
  /** The test loss is not finite, or ended above {@link Outcome#DIVERGED_ABOVE}. */
  DIVERGED,
  /** The steps are used up, and neither holds. */
  STALLED;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
