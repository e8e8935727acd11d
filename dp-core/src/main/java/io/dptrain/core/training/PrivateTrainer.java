package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.BatchFeeder;
import io.dptrain.core.optimizer.BudgetExhaustedException;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.StepFailedException;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.optimizer.WeightsNotFiniteException;
import io.dptrain.core.training.TrainingResult.Ending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.Session;

/**
 * Runs the steps of a {@link DpOptimizer}, one after another, with all that a loop has around them.
 *
 * <pre>{@code
 * TrainingResult result =
 *     PrivateTrainer.of(optimizer, session, feeder)
 *         .steps(2_000)
 *         .evaluate(Evaluation.onPublicData("accuracy", every(100), s -> accuracy(s)))
 *         .keepLargest("accuracy")
 *         .listen(ProgressLine.bar(System.err, 1e-5), CsvLog.to(Path.of("run.csv"), 1e-5))
 *         .build()
 *         .run();
 * double epsilon = result.epsilon(1e-5);
 * }</pre>
 *
 * <p><b>In each step</b>, in this order: the step is charged and run; what else the builder names
 * is run; the average of the weights takes the new ones in; evaluations that are due measure;
 * listeners hear of the step; a checkpoint is written if one is due; rules may stop the run.
 *
 * <p><b>A run that was kept</b>, by an optimizer with {@code checkpoints(folder)}, goes on from its
 * newest checkpoint: with the weights, their average, the best model so far and what rules have
 * seen; one that stopped early stays stopped, and one that is complete is judged once more. Noise
 * and batches are drawn afresh, and steps that were charged and lost are not made up for.
 *
 * <p><b>If something fails</b>, the model as the last step left it is written to the folder of
 * checkpoints first, and to another place if that cannot be; then what failed is thrown.
 *
 * <p>Used once, by one thread; {@link #stop} may be called by any. The session, initialized, is the
 * caller's.
 */
public final class PrivateTrainer {
  private static final String STOPPED_EARLY = "stopped early";
  private static final String PLANNED = "planned steps";
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private final TrainedStep step;
  private final TrainerSettings settings;
  private final JudgedModel model;
  private final KeptRun kept;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Map<Evaluation, Long> measuredAt = new HashMap<>();
  private boolean began;
  private boolean stoppedEarly;

  /**
   * The most steps that were planned, here or before: what was decided since may depend on them.
   */
  private long mostPlanned;

  private volatile boolean stopped;

  PrivateTrainer(TrainedStep step, TrainerSettings settings) {
    this.step = step;
    this.settings = settings;
    this.model = new JudgedModel(step, settings);
    this.kept = new KeptRun(step, settings);
    this.mostPlanned = settings.steps();
  }

  /**
   * A loop of private steps.
   *
   * @param optimizer whose loss was minimized; its options decide privacy, and this loop changes
   *     none of them
   * @param session of its graph, initialized
   * @param feeder makes the tensors of a batch
   */
  public static PrivateTrainerBuilder of(
      DpOptimizer optimizer, Session session, BatchFeeder feeder) {
    return new PrivateTrainerBuilder(TrainedStep.of(optimizer, session, feeder));
  }

  /**
   * The same loop around ordinary steps, to compare with: <b>without privacy</b>, and without
   * checkpoints, an average, and the best of several models.
   *
   * @param step runs one update in the session
   */
  public static PrivateTrainerBuilder withoutPrivacy(Session session, Consumer<Session> step) {
    return new PrivateTrainerBuilder(TrainedStep.ordinary(session, step));
  }

  /**
   * Runs until all steps are charged, a rule or {@link #stop} ends it, or the budget of the
   * optimizer is spent.
   *
   * @throws TrainingFailedException if a charge or a checkpoint cannot be kept, and the model was
   *     saved elsewhere
   * @throws IllegalStateException if it was called before, or the run in the folder cannot go on
   * @throws RuntimeException whatever a step, an evaluation or a listener throws; the model was
   *     saved if the run is kept
   */
  public TrainingResult run() {
    Checks.state(!began, "a trainer runs once: build another");
    began = true;
    begin();
    TrainingResult result;
    try {
      result = ran();
    } catch (RuntimeException | Error e) {
      ended().stream().filter(more -> more != e).forEach(e::addSuppressed);
      throw e;
    }
    List<RuntimeException> failures = ended();
    if (!failures.isEmpty()) {
      throw failures.get(0); // the model was saved, and is in the session
    }
    return result;
  }

  private TrainingResult ran() {
    try {
      openMeasures();
      settings.listeners().forEach(listener -> listener.started(this));
      return finished(repeated());
    } catch (WeightsNotFiniteException | StepFailedException | TrainingFailedException e) {
      throw e; // what is in memory is no state to go on from, or was saved
    } catch (RuntimeException e) {
      throw kept.failed(steps(), notes(), e);
    }
  }

  /** Ends what measures and what listens, each of them whatever others throw; returns that. */
  private List<RuntimeException> ended() {
    List<RuntimeException> failures = new ArrayList<>();
    Stream.<Runnable>concat(
            settings.evaluations().stream().map(evaluation -> evaluation.measure()::close),
            settings.listeners().stream().map(listener -> () -> listener.ended(this)))
        .forEach(
            end -> {
              try {
                end.run();
              } catch (RuntimeException e) {
                failures.add(e);
              }
            });
    return failures;
  }

  private void begin() {
    model.begin();
    Optional<Map<String, String>> notes = kept.resume();
    notes.ifPresent(
        found -> {
          model.read(found);
          settings.stops().forEach(rule -> rule.read(found));
          stoppedEarly = found.containsKey(STOPPED_EARLY);
          mostPlanned = Math.max(mostPlanned, Long.parseLong(found.getOrDefault(PLANNED, "0")));
        });
  }

  /** What all evaluations of a run cost together is known before the first. */
  private void openMeasures() {
    long next = steps() == 0 ? 0 : steps() + 1;
    for (Evaluation evaluation : settings.evaluations()) {
      long due = LongStream.range(next, planned()).filter(evaluation::isDue).count();
      evaluation.measure().open(due + 1);
    }
  }

  private Ending repeated() {
    if (steps() == 0) {
      evaluate(evaluation -> evaluation.isDue(0));
    }
    while (steps() < planned() && !stoppedEarly && !stopped) {
      Optional<StepReport> report;
      try {
        report = step.run();
      } catch (BudgetExhaustedException e) {
        return Ending.BUDGET_SPENT;
      }
      stepped(report);
    }
    if (steps() >= planned()) {
      return Ending.ALL_STEPS;
    }
    return stoppedEarly ? Ending.EARLY : Ending.STOPPED;
  }

  private void stepped(Optional<StepReport> report) {
    settings.then().forEach(more -> more.accept(step.session()));
    model.stepped();
    for (Evaluation evaluation : settings.evaluations()) {
      report.ifPresent(evaluation.measure()::stepped);
    }
    long at = steps();
    evaluate(evaluation -> at >= planned() || evaluation.isDue(at));
    settings.listeners().forEach(listener -> listener.stepped(this, report));
    if (kept.isDue(at) && kept.trySave(at, notes())) {
      settings.listeners().forEach(listener -> listener.saved(this));
    }
  }

  /** Measures what is due and was not measured after this step; says whether there was any. */
  private boolean evaluate(Predicate<Evaluation> due) {
    List<Evaluation> now =
        settings.evaluations().stream()
            .filter(evaluation -> due.test(evaluation) && !isMeasured(evaluation))
            .toList();
    if (!now.isEmpty()) {
      model.judge(() -> now.forEach(this::measure));
    }
    return !now.isEmpty();
  }

  private boolean isMeasured(Evaluation evaluation) {
    return measuredAt.getOrDefault(evaluation, -1L) == steps();
  }

  private void measure(Evaluation evaluation) {
    OptionalDouble measured = evaluation.measure().value(step.session());
    if (measured.isPresent()) {
      double value = measured.getAsDouble();
      measuredAt.put(evaluation, steps());
      values.put(evaluation.name(), value);
      model.consider(evaluation, value, steps());
      for (StopRule rule : settings.stops()) {
        stoppedEarly |= rule.stops(evaluation, value, steps());
      }
      settings.listeners().forEach(listener -> listener.evaluated(this, evaluation, value));
    }
  }

  private TrainingResult finished(Ending ending) {
    if (evaluate(evaluation -> true)) {
      kept.outdated(); // the best may have changed since
    }
    if (kept.saveLast(steps(), notes())) {
      settings.listeners().forEach(listener -> listener.saved(this));
    }
    model.choose();
    return new TrainingResult(
        steps(), ending, values, model.bestStep(), delta -> epsilonAtEnd(delta).orElse(INFINITE));
  }

  /** What a checkpoint must hold beside variables. */
  private Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    model.write(notes);
    settings.stops().forEach(rule -> rule.write(notes));
    notes.put(PLANNED, Long.toString(mostPlanned));
    if (stoppedEarly) {
      notes.put(STOPPED_EARLY, Boolean.toString(true));
    }
    return notes;
  }

  /** Ends the run after the step that is running; {@link #run} then returns as it always does. */
  public void stop() {
    stopped = true;
  }

  /** How many steps were charged, in all processes of the run; without privacy, how many ran. */
  public long steps() {
    return step.steps();
  }

  /**
   * After how many charged steps the checkpoint was made that the run goes on from; empty if it
   * began here. Steps between these and the {@link #steps} at its start were lost, or paid ahead.
   */
  public OptionalLong resumedFrom() {
    return kept.resumedFrom();
  }

  /** How many steps the run has in all. */
  public long planned() {
    return settings.steps();
  }

  /** All that is measured, in their order. */
  public List<Evaluation> evaluations() {
    return settings.evaluations();
  }

  /** The optimizer whose steps are run; empty without privacy. */
  public Optional<DpOptimizer> optimizer() {
    return step.optimizer();
  }

  /**
   * The epsilon of all steps so far; empty without privacy. Takes 0.2 ms where noise and sampling
   * are the same in all steps, some milliseconds under a schedule of 64 levels, and up to 0.2
   * seconds for truncated samples.
   */
  public OptionalDouble epsilon(double delta) {
    return step.optimizer().stream().mapToDouble(run -> run.ledger().epsilon(delta)).findFirst();
  }

  /** The epsilon of the most steps that were planned, or of more if more were charged. */
  private OptionalDouble epsilonAtEnd(double delta) {
    long left = Math.max(0, mostPlanned - steps());
    return step.optimizer().stream()
        .mapToDouble(run -> run.ledger().epsilonAfter(left, delta))
        .findFirst();
  }
}
