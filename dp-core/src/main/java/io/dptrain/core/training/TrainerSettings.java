package io.dptrain.core.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.tensorflow.Session;

/**
 * What the builder decided.
 *
 * @param steps in all
 * @param then what else is run after each step
 * @param best by which the model is chosen
 * @param decay of the average of the weights
 * @param saveEvery so many steps a checkpoint is written; empty if that follows the clock
 * @param rescue where the model is saved if there is no other place
 */
record TrainerSettings(
    long steps,
    List<Evaluation> evaluations,
    List<TrainingListener> listeners,
    List<StopRule> stops,
    List<Consumer<Session>> then,
    Optional<Trend> best,
    OptionalDouble decay,
    OptionalLong saveEvery,
    Optional<Path> rescue) {

  /** Copies the lists. */
  TrainerSettings {
    evaluations = List.copyOf(evaluations);
    listeners = List.copyOf(listeners);
    stops = List.copyOf(stops);
    then = List.copyOf(then);
  }
}
