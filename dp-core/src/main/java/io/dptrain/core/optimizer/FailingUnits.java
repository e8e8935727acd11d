package io.dptrain.core.optimizer;

import java.util.List;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** The units of a batch that TensorFlow fails on, found by the runs of a step itself. */
final class FailingUnits {
  private FailingUnits() {}

  /**
   * The units that a step would count as zero. Nothing is updated or charged.
   *
   * @param feeds one batch, which stays open
   * @throws StepFailedException if a run fails and errors are revealed
   */
  static <T extends TFloating> List<Integer> of(
      PrivateUpdate<T> update,
      DpOptimizer.Settings settings,
      StepRuns runs,
      BatchFeeds feeds,
      int units) {
    ClippedSumRuns<T> sums = new ClippedSumRuns<>(update, settings, runs, false);
    try (TFloat32 mask = RowMask.of(units, units);
        ChunkTotal<T> total = new ChunkTotal<>(update)) {
      sums.add(new FedChunk(feeds, mask, units), total);
      return sums.failed();
    }
  }
}
