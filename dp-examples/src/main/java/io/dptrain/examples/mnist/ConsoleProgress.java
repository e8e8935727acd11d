package io.dptrain.examples.mnist;

import io.dptrain.examples.Rounded;
import io.dptrain.examples.progress.ProgressDisplay;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Progress on standard error: steps, epsilon, and accuracy on test digits with the step at which it
 * was measured. The words are short, because a line of 80 columns must hold them beside a bar.
 */
final class ConsoleProgress implements MnistProgress, AutoCloseable {
  private final ProgressDisplay display;
  private String tested = "";

  ConsoleProgress(ProgressDisplay display) {
    this.display = display;
  }

  @Override
  public void evaluated(long step, Evaluation evaluation) {
    tested =
        String.format(Locale.ROOT, " acc %.1f%% at step %d", 100 * evaluation.accuracy(), step);
  }

  @Override
  public void stepped(Step step) {
    display.show(step.step(), epsilon(step.epsilon()) + tested);
  }

  private static String epsilon(OptionalDouble epsilon) {
    return epsilon.isPresent() ? " epsilon " + Rounded.epsilon(epsilon.getAsDouble()) : "";
  }

  @Override
  public void close() {
    display.close();
  }
}
