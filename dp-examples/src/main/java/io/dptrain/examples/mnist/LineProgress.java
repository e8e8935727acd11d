package io.dptrain.examples.mnist;

import java.io.PrintStream;
import java.util.Locale;

/** A line for every tenth of the steps, for a standard error that is a file or a pipe. */
final class LineProgress implements ProgressDisplay {
  private static final int LINES = 10;

  private final long steps;
  private final PrintStream out;

  LineProgress(long steps, PrintStream out) {
    this.steps = steps;
    this.out = out;
  }

  @Override
  public void show(long step, String state) {
    if (step * LINES / steps > (step - 1) * LINES / steps) {
      out.printf(Locale.ROOT, "step %,d of %,d:%s%n", step, steps, state);
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
