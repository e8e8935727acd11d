package io.dptrain.core.optimizer;

import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.sums.ChunkSizes;
import io.dptrain.core.internal.sums.ClippedSumRuns;
import io.dptrain.core.internal.sums.ClippedTotal;
import io.dptrain.core.internal.sums.FedChunk;
import io.dptrain.core.internal.sums.FeedCheck;
import io.dptrain.core.internal.update.DrawnStep;
import io.dptrain.core.internal.update.NoisedUpdate;
import java.util.List;
import java.util.Objects;
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
  private final PrivateStep<T> step;
  private final DpOptimizer.Settings settings;
  private final List<double[]> learningRates;
  private final StepRuns runs;
  private final ClippedSumRuns<T> sums;
  private final FeedCheck check;

  private NoisedUpdate.Released released = new NoisedUpdate.Released(List.of(), false);
  private long noiseNanos;
  private long number;

  StepExecution(
      PrivateStep<T> step,
      DpOptimizer.Settings settings,
      Session session,
      double[] clipNorms,
      List<double[]> learningRates,
      boolean fetchNorms,
      boolean trace) {
    this.step = step;
    this.settings = settings;
    this.learningRates = learningRates;
    this.runs = new StepRuns(session, clipNorms, trace);
    this.sums =
        new ClippedSumRuns<>(
            step.sums(), settings.rowsPerUnit(), runs, fetchNorms, settings.reveal());
    this.check = new FeedCheck(step.sums().model(), settings.publicInputs());
  }

  /**
   * Runs the step on the sampled units.
   *
   * @param charged the number of the step that its charge gave, which chooses its noise
   */
  void run(long charged, BatchFeeder feeder, int[] units) {
    number = charged;
    if (units.length == 0) {
      updateFromNothing(feeder, units);
    } else {
      updateFromChunks(feeder, cut(units), units.length);
    }
  }

  private ChunkSizes.Cut cut(int[] units) {
    return settings
        .physicalBatches()
        .sizes()
        .cut(units, step.sums().bytesPerUnit(), step.sums().rounding().largestChunk(units.length));
  }

  /** The norms of all units that were run, in their order. */
  float[] norms() {
    return sums.norms();
  }

  /** The noised statistics, in the order of {@link NoisedUpdate#statistics}. */
  List<double[]> statistics() {
    return released.statistics();
  }

  /** Whether the weights were seen to be finite after the update. */
  boolean weightsFinite() {
    return released.weightsFinite();
  }

  StepTrace stepTrace() {
    return new StepTrace(runs.traces(), noiseNanos);
  }

  private void updateFromChunks(BatchFeeder feeder, ChunkSizes.Cut cut, int batch) {
    try (ClippedTotal<T> total = new ClippedTotal<>(step.sums())) {
      int last = cut.chunks().size() - 1;
      for (int[] units : cut.chunks().subList(0, last)) {
        try (FedChunk chunk = fed(feeder, units, cut.size())) {
          sums.add(chunk, total, batch);
        }
      }
      try (FedChunk chunk = fed(feeder, cut.chunks().get(last), cut.size())) {
        sums.add(chunk, total, batch);
        updateFromTotal(chunk, total);
      }
    }
  }

  /** The feeder is asked for an empty batch, too: for the public inputs that the update reads. */
  private void updateFromNothing(BatchFeeder feeder, int[] units) {
    try (ClippedTotal<T> total = new ClippedTotal<>(step.sums());
        FedChunk chunk = fed(feeder, units, 0)) {
      updateFromTotal(chunk, total);
    }
  }

  private FedChunk fed(BatchFeeder feeder, int[] units, int size) {
    return FedChunk.of(
        step.sums().model(),
        check,
        settings.rowsPerUnit(),
        rows ->
            Objects.requireNonNull(feeder.feeds(rows), "the feeder must return the batch").inputs(),
        units,
        size);
  }

  private void updateFromTotal(FedChunk chunk, ClippedTotal<T> total) {
    total.fillUp();
    long start = System.nanoTime();
    try (DrawnStep drawn = step.update().draw(number, total)) {
      noiseNanos += System.nanoTime() - start;
      released = updated(chunk, drawn);
    }
  }

  /** No data is fed, so the error can be shown. */
  private NoisedUpdate.Released updated(FedChunk chunk, DrawnStep drawn) {
    try {
      return step.update()
          .run(
              runs,
              drawn,
              learningRates,
              runner -> chunk.feedPublicInputsTo(runner, step.sums().model().dataInputs()));
    } catch (RuntimeException e) {
      throw StepFailedException.ofUpdate(e);
    }
  }
}
