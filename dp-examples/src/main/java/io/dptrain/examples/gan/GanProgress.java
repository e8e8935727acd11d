package io.dptrain.examples.gan;

import io.dptrain.examples.gan.report.GanRun;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error: steps of all runs, time left, the last result. Thread safe. */
final class GanProgress implements AutoCloseable {
  private final ProgressBar bar;

  GanProgress(GanSettings settings) {
    bar =
        new ProgressBarBuilder()
            .setInitialMax((long) settings.variants().size() * settings.seeds() * settings.steps())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1_000)
            .build();
  }

  /** Counts one step of one run. */
  void stepped() {
    bar.step();
  }

  /** Tells of a run that is over. */
  void ended(Variant variant, GanRun run) {
    bar.setExtraMessage(
        String.format(
            Locale.ROOT, " %s %d: %d modes", variant.id(), run.seed(), run.end().modes()));
  }

  @Override
  public void close() {
    bar.close();
  }
}
