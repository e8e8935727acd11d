package io.dptrain.examples.mnist;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far a run is. */
interface ProgressDisplay extends AutoCloseable {
  /** Set by {@code ./dp}: whether standard error is a terminal. */
  String TERMINAL = "dp.terminal";

  /** A step was run. */
  void show(long step, String state);

  @Override
  void close();

  /** A bar on a terminal, else a few lines. */
  static ProgressDisplay of(long steps) {
    return Boolean.getBoolean(TERMINAL) ? bar(steps) : new LineProgress(steps, System.err);
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
