package io.dptrain.core.optimizer;

import io.dptrain.core.Doubles;
import io.dptrain.core.mechanism.NoiseMechanism.StepNoise;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.family.TFloating;

/**
 * Runs one step that was charged: computes the clipped sum of the batch, in chunks if it is larger
 * than a physical batch, adds the noise once, and updates the variables once.
 *
 * <p>The runs that see data write nothing, and the run that writes sees no data. So a batch that
 * TensorFlow fails on leaves every variable as it is, whatever the wrapped optimizer is, and can be
 * run again in part.
 *
 * <p><b>Native memory</b>: everything that is made for a step is closed before {@link #run}
 * returns. One object runs one step.
 */
final class StepExecution<T extends TFloating> {
  private final PrivateUpdate<T> update;
  private final DpOptimizer.Settings settings;
  private final StepRuns runs;
  private final ClippedSumRuns<T> sums;

  private double[][] statistics = {};
  private boolean weightsFinite;
  private long noiseNanos;

  StepExecution(
      PrivateUpdate<T> update,
      DpOptimizer.Settings settings,
      Session session,
      double[] clipNorms,
      boolean fetchNorms,
      boolean trace) {
    this.update = update;
    this.settings = settings;
    this.runs = new StepRuns(update, session, clipNorms, trace);
    this.sums = new ClippedSumRuns<>(update, settings, runs, fetchNorms);
  }

  /** Runs the step on the sampled units. */
  void run(BatchFeeder feeder, int[] units) {
    if (units.length == 0) {
      updateFromNothing(feeder, units);
    } else {
      updateFromChunks(feeder, cut(units));
    }
  }

  private PhysicalBatches.Cut cut(int[] units) {
    return settings
        .physicalBatches()
        .cut(units, update.bytesPerUnit(), update.rounding().largestChunk(units.length));
  }

  /** The norms of all units that were run, in their order. */
  float[] norms() {
    return sums.norms();
  }

  /** The noised statistics, in the order of {@link PrivateUpdate#statistics}. */
  double[][] statistics() {
    return statistics;
  }

  /** Whether the weights were seen to be finite after the update. */
  boolean weightsFinite() {
    return weightsFinite;
  }

  StepTrace stepTrace() {
    return new StepTrace(runs.traces(), noiseNanos);
  }

  private void updateFromChunks(BatchFeeder feeder, PhysicalBatches.Cut cut) {
    try (ChunkTotal<T> total = new ChunkTotal<>(update)) {
      int last = cut.chunks().size() - 1;
      for (int[] units : cut.chunks().subList(0, last)) {
        try (FedChunk chunk = fed(feeder, units, cut.size())) {
          sums.add(chunk, total);
        }
      }
      try (FedChunk chunk = fed(feeder, cut.chunks().get(last), cut.size())) {
        sums.add(chunk, total);
        updateFromTotal(chunk, total);
      }
    }
  }

  /** The feeder is asked for an empty batch, too: for the public inputs that the update reads. */
  private void updateFromNothing(BatchFeeder feeder, int[] units) {
    try (ChunkTotal<T> total = new ChunkTotal<>(update);
        FedChunk chunk = fed(feeder, units, 0)) {
      updateFromTotal(chunk, total);
    }
  }

  private FedChunk fed(BatchFeeder feeder, int[] units, int size) {
    return FedChunk.of(update.model(), settings, feeder, units, size);
  }

  private void updateFromTotal(FedChunk chunk, ChunkTotal<T> total) {
    total.fillUp();
    Session.Runner runner = chunk.feedPublicInputsTo(runs.runner(), update.model().dataInputs());
    if (!settings.noise().takesSums()) {
      total.feedTo(runner);
    }
    long start = System.nanoTime();
    try (StepNoise drawn = settings.noise().draw(total)) {
      noiseNanos += System.nanoTime() - start;
      drawn.feed(runner);
      apply(runner);
    }
  }

  private void apply(Session.Runner runner) {
    update.statistics().fetchIn(runner).fetch(update.weights().sumAfterUpdate());
    try (Result result = updated(runner.addTarget(update.apply()))) {
      statistics = new double[update.statistics().values().size()][];
      for (int i = 0; i < statistics.length; i++) {
        statistics[i] = Doubles.of(result.get(i));
      }
      weightsFinite = Double.isFinite(Doubles.of(result.get(statistics.length))[0]);
    }
  }

  /** No data is fed, so the error can be shown. */
  private Result updated(Session.Runner runner) {
    try {
      return runs.run(runner);
    } catch (RuntimeException e) {
      throw StepFailedException.ofUpdate(e);
    }
  }
}
