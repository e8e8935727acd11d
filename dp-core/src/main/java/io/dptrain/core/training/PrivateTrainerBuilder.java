package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.DpOptimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import org.tensorflow.Session;

/**
 * Configures a {@link PrivateTrainer}. Required: {@link #steps}. Evaluations are named: what stops
 * the run or chooses the model names one that was given to {@link #evaluate}, and it must not be of
 * what is not private. Not thread safe.
 */
public final class PrivateTrainerBuilder {

  private final TrainedStep step;
  private final Map<String, Evaluation> evaluations = new LinkedHashMap<>();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private final List<StopRule> stops = new ArrayList<>();
  private final List<Consumer<Session>> then = new ArrayList<>();
  private Optional<Trend> best = Optional.empty();
  private OptionalDouble decay = OptionalDouble.empty();
  private OptionalLong saveEvery = OptionalLong.empty();
  private Optional<Path> rescue = Optional.empty();
  private long steps;

  PrivateTrainerBuilder(TrainedStep step) {
    this.step = step;
  }

  /**
   * How many steps the run has in all: charged ones, in this process and in those before that it
   * goes on with. Plan them before the first: epsilon is quoted for all of them.
   */
  public PrivateTrainerBuilder steps(long steps) {
    this.steps = Checks.atLeastOne("steps", steps);
    return this;
  }

  /**
   * Measures how good the model is. With {@link #average} it is the averaged model.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public PrivateTrainerBuilder evaluate(Evaluation... more) {
    for (Evaluation evaluation : more) {
      if (evaluations.putIfAbsent(evaluation.name(), evaluation) != null) {
        throw new IllegalArgumentException(
            "evaluations must have names of their own, but two are called '"
                + evaluation.name()
                + "'");
      }
    }
    return this;
  }

  /** Tells how the run goes, in the order in which listeners were given. */
  public PrivateTrainerBuilder listen(TrainingListener... more) {
    listeners.addAll(List.of(more));
    return this;
  }

  /**
   * What else is run after each step, and before anything is measured or saved: what sees no
   * private data, such as a step of the generator of a GAN.
   */
  public PrivateTrainerBuilder then(Consumer<Session> more) {
    then.add(Objects.requireNonNull(more, "more"));
    return this;
  }

  /**
   * Writes a checkpoint after every so many steps, if the optimizer has a folder of {@code
   * checkpoints(...)}, and in any case after the last. By default they follow the clock: after 200
   * times as long as the last took to write, and in the first two seconds that go into writing them
   * after each hundredth of the steps.
   */
  public PrivateTrainerBuilder saveEvery(long every) {
    this.saveEvery = OptionalLong.of(Checks.atLeastOne("saveEvery", every));
    return this;
  }

  /**
   * Where the model is saved, in a new folder, if that of checkpoints can no longer be written; by
   * default where temporary files are.
   */
  public PrivateTrainerBuilder rescue(Path folder) {
    this.rescue = Optional.of(Objects.requireNonNull(folder, "folder"));
    return this;
  }

  /**
   * Averages the trained variables over the steps: noise averages out. The average is judged by all
   * evaluations, and is the model at the end. Costs no privacy, and a run of the graph in each
   * step.
   *
   * <p><b>Formula</b>: {@code a_n = a_(n-1) + max(1 - decay, 1 / n) (w_n - a_(n-1))}.
   *
   * @param decay from 0 to 1, such as 0.999; 1 for the mean of all steps
   */
  public PrivateTrainerBuilder average(double decay) {
    this.decay = OptionalDouble.of(WeightAverage.requireDecay(decay));
    return this;
  }

  /** The model at the end is the one of the largest value of an evaluation. */
  public PrivateTrainerBuilder keepLargest(String evaluation) {
    return keep(evaluation, true);
  }

  /** The model at the end is the one of the smallest value of an evaluation. */
  public PrivateTrainerBuilder keepSmallest(String evaluation) {
    return keep(evaluation, false);
  }

  private PrivateTrainerBuilder keep(String evaluation, boolean largest) {
    Checks.state(
        best.isEmpty(),
        "one evaluation chooses the model: call one of keepLargest(...)"
            + " and keepSmallest(...), once");
    best = Optional.of(new Trend(deciding(evaluation), largest));
    return this;
  }

  /**
   * Stops the run when so many values of an evaluation in a row were no larger than the largest
   * before them.
   */
  public PrivateTrainerBuilder stopIfNotLarger(String evaluation, int values) {
    return stop(StopRule.of(new Trend(deciding(evaluation), true), values));
  }

  /**
   * Stops the run when so many values of an evaluation in a row were no smaller than the smallest
   * before them.
   */
  public PrivateTrainerBuilder stopIfNotSmaller(String evaluation, int values) {
    return stop(StopRule.of(new Trend(deciding(evaluation), false), values));
  }

  /** Stops the run when an evaluation has a certain value, such as one that is good enough. */
  public PrivateTrainerBuilder stopWhen(String evaluation, DoublePredicate stop) {
    return stop(StopRule.of(deciding(evaluation), stop));
  }

  private PrivateTrainerBuilder stop(StopRule rule) {
    stops.add(rule);
    return this;
  }

  /** The evaluation of a name, if it may decide anything. */
  private Evaluation deciding(String name) {
    Evaluation evaluation = evaluations.get(name);
    if (evaluation == null) {
      throw new IllegalArgumentException(
          "what decides must be one of the evaluations "
              + evaluations.keySet()
              + ", but is '"
              + name
              + "'; call evaluate(...) first");
    }
    if (evaluation.kind() == Evaluation.Kind.NOT_PRIVATE) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' must not stop the run or choose the model: which model is released would tell of"
              + " the data, and no ledger counts that; measure onPublicData(...), onPrivateData(...)"
              + " with noise, or ofNoisedLoss(...)");
    }
    return evaluation;
  }

  /**
   * The trainer. It adds what {@link #average} and a best model need to the graph.
   *
   * @throws IllegalStateException if something required is missing, or does not go with a step
   *     without privacy; or there are more steps than the optimizer was granted
   */
  public PrivateTrainer build() {
    Checks.state(steps > 0, "steps are missing: call steps(...)");
    step.optimizer().ifPresentOrElse(this::requireGranted, this::requireNothingPrivate);
    return new PrivateTrainer(
        step,
        new TrainerSettings(
            steps,
            List.copyOf(evaluations.values()),
            listeners,
            stops,
            then,
            best,
            decay,
            saveEvery,
            rescue));
  }

  private void requireGranted(DpOptimizer optimizer) {
    long declared = optimizer.declaredSteps().orElse(Long.MAX_VALUE);
    Checks.state(
        steps <= declared,
        "steps must be at most the "
            + declared
            + " that authority(...) was told of, but are "
            + steps
            + "; give both the same number");
    Checks.state(
        optimizer.plan().statistics().loss().isPresent() || !watchesLoss(),
        "noised losses are released if they are asked for: call"
            + " statistics(PrivateStatistics.none().withLoss(...)) where the optimizer is built");
  }

  private boolean watchesLoss() {
    return evaluations.values().stream().anyMatch(Evaluation::isOfLoss);
  }

  private void requireNothingPrivate() {
    Checks.state(
        best.isEmpty() && decay.isEmpty() && saveEvery.isEmpty() && !watchesLoss(),
        "a loop without privacy has neither average(...), keepLargest(...), keepSmallest(...),"
            + " saveEvery(...) nor noised losses; leave them out");
  }
}
