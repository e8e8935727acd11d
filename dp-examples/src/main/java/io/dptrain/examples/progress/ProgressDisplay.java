package io.dptrain.examples.progress;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a run is. */
public interface ProgressDisplay extends AutoCloseable {
  /** Set by {@code ./dp}: whether standard error is a terminal. */
  String TERMINAL = "dp.terminal";

  /**
   * Some steps were run.
   *
   * @param step those that were run so far, never fewer than the time before
   * @param state what else is known, in few words that begin with a space
   */
  void show(long step, String state);

  @Override
  void close();

  /** Shows nothing. */
  ProgressDisplay NONE =
      new ProgressDisplay() {
        @Override
        public void show(long step, String state) {}

        @Override
        public void close() {}
      };

  /**
   * A bar on standard error where that is a terminal, else a few lines.
   *
   * @param unit what a line calls a step
   * @param lines takes the lines
   */
  static ProgressDisplay of(long steps, String unit, PrintWriter lines) {
    return Boolean.getBoolean(TERMINAL) ? bar(steps) : new LineProgress(steps, unit, lines);
  }

  private static ProgressDisplay bar(long steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1_000)
            .build();
    return new ProgressDisplay() {
      @Override
      public void show(long step, String state) {
        bar.setExtraMessage(state);
        bar.stepTo(step);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
