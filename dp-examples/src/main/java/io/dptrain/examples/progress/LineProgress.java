package io.dptrain.examples.progress;

import java.io.PrintWriter;
import java.util.Locale;

/** A line for every tenth of the steps, for a standard error that is a file or a pipe. */
final class LineProgress implements ProgressDisplay {
  private static final int LINES = 10;

  private final long steps;
  private final String unit;
  private final PrintWriter out;
  private long shown;

  LineProgress(long steps, String unit, PrintWriter out) {
    this.steps = steps;
    this.unit = unit;
    this.out = out;
  }

  @Override
  public void show(long step, String state) {
    if (step * LINES / steps > shown * LINES / steps) {
      out.printf(Locale.ROOT, "%s %,d of %,d:%s%n", unit, step, steps, state);
      out.flush();
    }
    shown = step;
  }

  @Override
  public void close() {
    out.flush();
  }
}
