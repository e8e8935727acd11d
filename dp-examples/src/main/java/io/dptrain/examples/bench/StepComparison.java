package io.dptrain.examples.bench;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.examples.bench.model.BenchModel;
import java.util.ArrayList;
import java.util.List;

/** Runs ordinary and private steps of the same model in turn, on the same batch. */
final class StepComparison {
  /** The learning rate of both steps. */
  static final float LEARNING_RATE = 0.1f;

  private static final long SEED = 1;

  private StepComparison() {}

  /**
   * One row of the table.
   *
   * @throws PrivacyProofException if the model cannot be shown to be private
   */
  static BenchRow measure(BenchModel model, int batch, Rounds rounds) {
    try (BenchStep secured = new PrivateStep(model, batch, SEED);
        BenchStep ordinary = new OrdinaryStep(model, batch, SEED)) {
      Pair times = Pair.time(ordinary::run, secured::run, rounds);
      return new BenchRow(
          model.name(), batch, times, profile(ordinary, rounds), profile(secured, rounds));
    }
  }

  private static StepProfile profile(BenchStep step, Rounds rounds) {
    List<StepProfile> profiles = new ArrayList<>();
    long start = System.nanoTime();
    while (rounds.traceAfter(profiles.size(), (System.nanoTime() - start) / 1e9)) {
      profiles.add(step.profile());
    }
    return StepProfile.median(profiles);
  }
}
