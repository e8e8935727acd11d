package io.dptrain.core.training;

import io.dptrain.core.internal.state.VariableFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/**
 * Which weights are judged, and which are the model at the end: those that are trained, their
 * average, or the best of either.
 *
 * <p>Not thread safe. The values belong to the session.
 */
final class JudgedModel {
  private final Session session;
  private final Optional<WeightAverage> average;

  /** Where the trained weights are while the average is judged in their place. */
  private final Optional<WeightCopy> aside;

  private final Optional<Trend> trend;
  private final Optional<WeightCopy> best;

  /** Adds to the graph what is needed. */
  JudgedModel(TrainedStep step, TrainerSettings settings) {
    session = step.session();
    trend = settings.best();
    List<Output<?>> weights =
        settings.decay().isPresent() || trend.isPresent()
            ? step.optimizer().orElseThrow().variables()
            : List.of();
    best = trend.map(by -> new WeightCopy(scope(weights, "dptrain_best"), weights));
    average =
        settings.decay().stream()
            .mapToObj(decay -> new WeightAverage(scope(weights, "dptrain_average"), weights, decay))
            .findFirst();
    aside = average.map(of -> new WeightCopy(scope(weights, VariableFiles.SCRATCH), weights));
  }

  private static Ops scope(List<Output<?>> weights, String name) {
    return Ops.create((Graph) weights.get(0).env()).withSubScope(name);
  }

  /** Begins at the present weights: all variables have values then. */
  void begin() {
    aside.ifPresent(copy -> copy.take(session));
    average.ifPresent(of -> of.begin(session));
    best.ifPresent(copy -> copy.take(session));
  }

  /** Takes in what a step made. */
  void stepped() {
    average.ifPresent(of -> of.update(session));
  }

  /** Does something while the weights that are judged are in the session. */
  void judge(Runnable measure) {
    if (average.isEmpty()) {
      measure.run();
      return;
    }
    aside.orElseThrow().take(session);
    try {
      average.get().give(session);
      measure.run();
    } finally {
      aside.get().give(session);
    }
  }

  /** Keeps the weights that are in the session, if they are better by an evaluation. */
  void consider(Evaluation evaluation, double value, long step) {
    boolean better =
        trend.isPresent()
            && trend.get().evaluation().equals(evaluation)
            && trend.get().improves(value, step);
    if (better) {
      best.orElseThrow().take(session);
    }
  }

  /** After how many steps the model was the best; empty if none is kept. */
  OptionalLong bestStep() {
    return trend.stream().filter(Trend::hasBest).mapToLong(Trend::step).findFirst();
  }

  /** Puts the model of the end into the session. */
  void choose() {
    if (bestStep().isPresent()) {
      best.orElseThrow().give(session);
    } else {
      average.ifPresent(of -> of.give(session));
    }
  }

  void write(Map<String, String> notes) {
    trend.ifPresent(of -> of.write(notes));
  }

  void read(Map<String, String> notes) {
    trend.ifPresent(of -> of.read(notes));
  }
}
