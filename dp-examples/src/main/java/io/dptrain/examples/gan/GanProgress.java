package io.dptrain.examples.gan;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error: steps of all runs, time left, runs that are over. Thread safe.
 */
final class GanProgress implements AutoCloseable {
  private final AtomicInteger ended = new AtomicInteger();
  private final int runs;
  private final ProgressBar bar;

  GanProgress(GanSettings settings) {
    runs = settings.variants().size() * settings.seeds();
    bar =
        new ProgressBarBuilder()
            .setInitialMax((long) runs * settings.steps())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1_000)
            .build();
  }

  /** Counts one step of one run. */
  void stepped() {
    bar.step();
  }

  /** Counts a run that is over. */
  void ended() {
    bar.setExtraMessage(
        String.format(Locale.ROOT, " %d of %d runs", ended.incrementAndGet(), runs));
  }

  @Override
  public void close() {
    bar.close();
  }
}
