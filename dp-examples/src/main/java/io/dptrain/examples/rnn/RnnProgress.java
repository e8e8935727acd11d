package io.dptrain.examples.rnn;

import io.dptrain.examples.rnn.train.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error: a bar over the steps of all runs on a terminal, else a line for each
 * run that has ended. Thread safe.
 */
final class RnnProgress implements AutoCloseable {
  /** Set by {@code ./dp}: whether standard error is a terminal. */
  private static final String TERMINAL = "dp.terminal";

  private final int runs;
  private final PrintWriter lines;
  private final ProgressBar bar;
  private int ended;

  RnnProgress(int runs, long steps, PrintWriter lines) {
    this.runs = runs;
    this.lines = lines;
    this.bar = Boolean.getBoolean(TERMINAL) ? bar(steps) : null;
  }

  private static ProgressBar bar(long steps) {
    return new ProgressBarBuilder()
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(1_000)
        .build();
  }

  /** Some steps were run, or need no longer be run. */
  synchronized void stepped(int steps) {
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  /** A run has ended. */
  synchronized void finished(Outcome outcome) {
    ended++;
    String what =
        String.format(
            Locale.ROOT,
            "%s %s seed %d %s",
            outcome.key().cell().label(),
            outcome.key().variant().label(),
            outcome.key().seed(),
            outcome.ending().label());
    if (bar != null) {
      bar.setExtraMessage(" " + what);
    } else {
      lines.printf(Locale.ROOT, "run %d of %d: %s%n", ended, runs, what);
      lines.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
