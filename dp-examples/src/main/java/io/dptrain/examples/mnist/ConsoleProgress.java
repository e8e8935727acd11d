package io.dptrain.examples.mnist;

import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.examples.Rounded;
import io.dptrain.examples.progress.ProgressDisplay;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Progress on standard error: steps, epsilon, and accuracy on test digits with the step at which it
 * was measured. The words are short, because a line of 80 columns must hold them beside a bar.
 */
final class ConsoleProgress implements TrainingListener {
  private final ProgressDisplay display;
  private final double delta;
  private String tested = "";

  ConsoleProgress(ProgressDisplay display, double delta) {
    this.display = display;
    this.delta = delta;
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double accuracy) {
    tested = String.format(Locale.ROOT, " acc %.1f%% at step %d", 100 * accuracy, trainer.steps());
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    display.show(trainer.steps(), epsilon(trainer.epsilon(delta)) + tested);
  }

  private static String epsilon(OptionalDouble epsilon) {
    return epsilon.isPresent() ? " epsilon " + Rounded.epsilon(epsilon.getAsDouble()) : "";
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    display.close();
  }
}
