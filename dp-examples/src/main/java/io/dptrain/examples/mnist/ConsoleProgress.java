package io.dptrain.examples.mnist;

import io.dptrain.examples.Rounded;
import java.util.Locale;
import java.util.OptionalDouble;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error: steps, time left, epsilon, loss and accuracy on test digits.
 * The words are short, because a line of 80 columns must hold them.
 */
final class ConsoleProgress implements MnistProgress, AutoCloseable {
  private final ProgressBar bar;
  private String tested = "";

  ConsoleProgress(long steps) {
    bar =
        new ProgressBarBuilder()
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1_000)
            .build();
  }

  @Override
  public void evaluated(long step, Evaluation evaluation) {
    tested =
        String.format(
            Locale.ROOT, " loss %.3f acc %.1f%%", evaluation.loss(), 100 * evaluation.accuracy());
  }

  @Override
  public void stepped(Step step) {
    bar.setExtraMessage(epsilon(step.epsilon()) + tested);
    bar.stepTo(step.step());
  }

  private static String epsilon(OptionalDouble epsilon) {
    return epsilon.isPresent() ? " epsilon " + Rounded.epsilon(epsilon.getAsDouble()) : "";
  }

  @Override
  public void close() {
    bar.close();
  }
}
