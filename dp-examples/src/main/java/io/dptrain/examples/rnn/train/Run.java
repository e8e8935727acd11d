package io.dptrain.examples.rnn.train;

import io.dptrain.examples.rnn.train.Outcome.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /**
   * Runs it.
   *
   * @param progress hears of updates that were done, or need no longer be done
   */
  Outcome train(IntConsumer progress) {
    try (Training training = new Training(data, key, settings)) {
      List<Sample> curve = new ArrayList<>();
      curve.add(new Sample(0, training.testLoss(), Double.NaN));
      while (ending(curve).isEmpty()) {
        curve.add(next(training, curve.get(curve.size() - 1).step()));
        progress.accept((int) (last(curve).step() - curve.get(curve.size() - 2).step()));
      }
      progress.accept((int) (settings.steps() - last(curve).step()));
      return new Outcome(
          key,
          ending(curve).orElseThrow(),
          last(curve).step(),
          List.copyOf(curve),
          training.epsilon(settings.steps(), delta));
    }
  }

  private Sample next(Training training, long done) {
    long end = Math.min(settings.steps(), done + interval());
    double largest = 0;
    for (long step = done; step < end; step++) {
      largest = Math.max(largest, training.step());
    }
    return new Sample(end, training.testLoss(), largest);
  }

  private int interval() {
    return (settings.steps() + SAMPLES - 1) / SAMPLES;
  }

  private Optional<Ending> ending(List<Sample> curve) {
    double loss = last(curve).testLoss();
    if (!Double.isFinite(loss)) {
      return Optional.of(Ending.DIVERGED);
    }
    if (loss < Outcome.SOLVED_BELOW) {
      return Optional.of(Ending.SOLVED);
    }
    if (last(curve).step() < settings.steps()) {
      return Optional.empty();
    }
    return Optional.of(loss > Outcome.DIVERGED_ABOVE ? Ending.DIVERGED : Ending.STALLED);
  }

  private static Sample last(List<Sample> curve) {
    return curve.get(curve.size() - 1);
  }
}
