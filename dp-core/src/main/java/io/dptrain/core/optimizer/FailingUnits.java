package io.dptrain.core.optimizer;

import io.dptrain.core.internal.seam.StepRuns;
import io.dptrain.core.internal.sums.ClippedSumGraph;
import io.dptrain.core.internal.sums.ClippedSumRuns;
import io.dptrain.core.internal.sums.FedChunk;
import io.dptrain.core.internal.sums.FedInputs;
import io.dptrain.core.internal.sums.RowMask;
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
      ClippedSumGraph<T> graph,
      DpOptimizer.Settings settings,
      StepRuns runs,
      FedInputs feeds,
      int units) {
    ClippedSumRuns<T> sums =
        new ClippedSumRuns<>(graph, settings.rowsPerUnit(), runs, false, settings.reveal());
    try (TFloat32 mask = RowMask.of(units, units)) {
      return sums.failing(new FedChunk(feeds, mask, units));
    }
  }
}
