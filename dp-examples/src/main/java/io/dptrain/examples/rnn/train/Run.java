package io.dptrain.examples.rnn.train;

import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.training.Evaluation;
import io.dptrain.core.training.PrivateTrainer;
import io.dptrain.core.training.TrainingListener;
import io.dptrain.core.training.TrainingResult;
import io.dptrain.examples.rnn.train.Outcome.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Trains one model until it has solved the problem, has diverged, or the steps are used up.
 *
 * @param key which run
 * @param settings of its network
 * @param data shared by all runs
 * @param delta of the epsilon that private training is asked for
 */
record Run(RunKey key, RnnSettings settings, AddingData data, double delta) {
  /** At most so many samples are taken of a run. */
  private static final int SAMPLES = 100;

  private static final String TEST_LOSS = "test loss";

  /**
   * Runs it.
   *
   * @param progress hears of updates that were done, or need no longer be done
   */
  Outcome train(IntConsumer progress) {
    try (Training training = new Training(data, key, settings)) {
      Curve curve = new Curve(training, progress);
      TrainingResult result =
          training
              .loop()
              .steps(settings.steps())
              .evaluate(
                  Evaluation.onPublicData(
                      TEST_LOSS, Evaluation.every(interval()), session -> training.testLoss()))
              .stopWhen(TEST_LOSS, loss -> !Double.isFinite(loss) || loss < Outcome.SOLVED_BELOW)
              .listen(curve)
              .build()
              .run();
      progress.accept((int) (settings.steps() - result.steps()));
      double epsilon = result.epsilon(delta);
      return new Outcome(
          key,
          ending(result.last(TEST_LOSS).orElseThrow()),
          result.steps(),
          List.copyOf(curve.samples),
          Double.isFinite(epsilon) ? OptionalDouble.of(epsilon) : OptionalDouble.empty());
    }
  }

  /** Samples a run: the loss after a step, and the largest norm up to it. */
  private static final class Curve implements TrainingListener {
    private final Training training;
    private final IntConsumer progress;
    private final List<Sample> samples = new ArrayList<>();
    private OptionalDouble measured = OptionalDouble.empty();
    private long done;

    private Curve(Training training, IntConsumer progress) {
      this.training = training;
      this.progress = progress;
    }

    @Override
    public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double loss) {
      if (trainer.steps() == 0) {
        samples.add(new Sample(0, loss, Double.NaN));
      } else {
        measured = OptionalDouble.of(loss);
      }
    }

    @Override
    public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
      if (measured.isPresent()) {
        samples.add(
            new Sample(trainer.steps(), measured.getAsDouble(), training.takeLargestNorm()));
        measured = OptionalDouble.empty();
        progress.accept((int) (trainer.steps() - done));
        done = trainer.steps();
      }
    }
  }

  private int interval() {
    return (settings.steps() + SAMPLES - 1) / SAMPLES;
  }

  private static Ending ending(double loss) {
    if (loss < Outcome.SOLVED_BELOW) {
      return Ending.SOLVED;
    }
    return Double.isFinite(loss) && loss <= Outcome.DIVERGED_ABOVE
        ? Ending.STALLED
        : Ending.DIVERGED;
  }
}
