package io.dptrain.examples.bench;

/**
 * How long a comparison goes on: as many rounds as were asked for, or as many as the time allows,
 * but never so few that a median says nothing.
 *
 * @param most the number of rounds if there is time
 * @param seconds the time after which no round begins
 */
record Rounds(int most, double seconds) {
  private static final int LEAST = 9;
  private static final int MOST_WARM_UP = 20;
  private static final int MOST_TRACES = 3;
  private static final int LEAST_WARM_UP = 2;

  /** Whether another round follows. */
  boolean continueAfter(int done, double secondsPassed) {
    return done < most && (done < LEAST || secondsPassed < seconds);
  }

  /** What comes before and is not counted: fewer rounds, and a quarter of the time. */
  boolean warmUpAfter(int done, double secondsPassed) {
    return done < Math.min(most, MOST_WARM_UP)
        && (done < LEAST_WARM_UP || secondsPassed < seconds / 4);
  }

  /** Steps with full trace, which come last: one to three, and a quarter of the time. */
  boolean traceAfter(int done, double secondsPassed) {
    return done < MOST_TRACES && (done < 1 || secondsPassed < seconds / 4);
  }
}
