package io.dptrain.examples.rnn.train;

import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.core.training.TrainingResult;
import io.dptrain.examples.Guarantees;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Ways to train one network on the adding problem. A run goes on until the problem is solved, the
 * run has diverged, or the steps are used up.
 *
 * <p>Each run finds how it ended (1 for its {@link Ending}, 0 for the others), {@link #STEPS}, the
 * {@link #LOSS} at its end, the largest {@link #NORM} that is a number, {@link #STEPS_TO_SOLVE} if
 * it did, and {@link PrivacyFacts} if it is private.
 *
 * @param cell the network
 * @param compared the ways, in the order of tables
 * @param settings of all runs
 * @param data shared by all runs
 * @param delta of the epsilon that private training is asked for
 */
public record AddingExperiment(
    CellKind cell, List<Variant> compared, RnnSettings settings, AddingData data, double delta)
    implements Experiment {
  /** The mean squared error on the test examples. */
  public static final String LOSS = "test loss";

  /** The largest norm of {@link Training} since the one before. */
  public static final String NORM = "gradient norm";

  /** Updates that ran. */
  public static final String STEPS = "steps";

  /** Updates until the problem was solved. */
  public static final String STEPS_TO_SOLVE = "steps to solve";

  /** A test loss below this counts as solved. */
  public static final double SOLVED_BELOW = 0.02;

  /** A run that ends above this test loss has diverged: six times the best constant answer. */
  public static final double DIVERGED_ABOVE = 1;

  private static final String GUARANTEE =
      "the model of one seed is (epsilon, delta) differentially private with respect to one"
          + " training sequence, for all updates that were planned, as where a run ends depends on"
          + " how it went; the losses are measured on test sequences, which are public; every"
          + " further seed on the same sequences adds its own epsilon; largestGradientNorm is not"
          + " private";

  /** At most so many points has a curve. */
  private static final int POINTS = 100;

  /** Copies. */
  public AddingExperiment {
    compared = List.copyOf(compared);
  }

  @Override
  public String name() {
    return cell.label();
  }

  @Override
  public String claim() {
    return "Ways to train a network on the adding problem of length " + data.train().length() + ".";
  }

  @Override
  public List<String> variants() {
    return compared.stream().map(Variant::label).toList();
  }

  @Override
  public int steps() {
    return settings.steps();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of();
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(LOSS, "loss", "training steps", "test loss (mean squared error)")
            .logarithmicY()
            .within(1e-3, 1e2),
        Panel.lines(NORM, "gradient", "training steps", "largest gradient norm (l2)")
            .logarithmicY()
            .within(1e-3, 1e6));
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Variant way = compared.get(variants().indexOf(variant));
    try (Training training = new Training(data, cell, way, settings, trial.seed())) {
      Measured measured = new Measured(training, trial.progress());
      TrainingResult result =
          training
              .loop()
              .steps(settings.steps())
              .evaluate(
                  Evaluation.onPublicData(
                      LOSS, Evaluation.every(interval()), session -> training.testLoss()))
              .stopWhen(LOSS, loss -> !Double.isFinite(loss) || loss < SOLVED_BELOW)
              .listen(measured)
              .build()
              .run();
      training
          .optimizer()
          .map(dp -> Guarantees.ofPlannedRun(dp, settings.steps(), delta, GUARANTEE))
          .ifPresent(measured.finding::fact);
      return ended(measured.finding, result);
    }
  }

  private int interval() {
    return (settings.steps() + POINTS - 1) / POINTS;
  }

  private static Finding ended(Finding found, TrainingResult result) {
    double loss = result.last(LOSS).orElseThrow();
    Ending ending = Ending.of(loss);
    for (Ending one : Ending.values()) {
      found.number(one.label(), one == ending ? 1 : 0);
    }
    found.number(LOSS, loss).number(STEPS, (double) result.steps());
    if (ending == Ending.SOLVED) {
      found.number(STEPS_TO_SOLVE, (double) result.steps());
    }
    found.curve(NORM).y().stream()
        .filter(Double::isFinite)
        .max(Double::compare)
        .ifPresent(norm -> found.number(NORM, norm));
    return found;
  }

  /** Draws the curves of a run: the loss after a step, and the largest norm up to it. */
  private static final class Measured implements TrainingListener {
    private final Training training;
    private final IntConsumer progress;
    private final Finding finding = new Finding();
    private OptionalDouble loss = OptionalDouble.empty();
    private int done;

    private Measured(Training training, IntConsumer progress) {
      this.training = training;
      this.progress = progress;
    }

    @Override
    public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double measured) {
      if (trainer.steps() == 0) {
        finding.point(LOSS, 0, measured);
      } else {
        loss = OptionalDouble.of(measured);
      }
    }

    @Override
    public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
      if (loss.isPresent()) {
        int steps = (int) trainer.steps();
        finding.point(LOSS, steps, loss.getAsDouble());
        finding.point(NORM, steps, training.takeLargestNorm());
        loss = OptionalDouble.empty();
        progress.accept(steps - done);
        done = steps;
      }
    }
  }
}
