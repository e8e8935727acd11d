package io.dptrain.core.training;

import io.dptrain.core.optimizer.StepReport;
import java.util.Optional;

/**
 * Hears how a run goes, in the thread that runs it. What it is shown is public or noised, but for
 * what has {@code NotPrivate} in its name; how long a step took is not private either.
 *
 * <p>What it throws ends the run. It may call {@link PrivateTrainer#stop}, but not for what has
 * {@code NotPrivate} in its name: when a run ended is seen by everybody.
 */
public interface TrainingListener {

  /** A run begins, or goes on: {@link PrivateTrainer#steps} says after how many steps. */
  default void started(PrivateTrainer trainer) {}

  /**
   * A step was run.
   *
   * @param report of the private step; empty without privacy
   */
  default void stepped(PrivateTrainer trainer, Optional<StepReport> report) {}

  /**
   * Something was measured. The session holds the weights that were judged, which are not those
   * that are trained if an average is: save nothing here.
   */
  default void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {}

  /** A checkpoint was written. */
  default void saved(PrivateTrainer trainer) {}

  /** The run ended, in whichever way: the last call, for closing files. */
  default void ended(PrivateTrainer trainer) {}
}
