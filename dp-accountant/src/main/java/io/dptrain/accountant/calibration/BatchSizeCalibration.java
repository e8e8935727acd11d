package io.dptrain.accountant.calibration;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import java.util.function.Function;

/** Finds the largest batches that keep a run within a budget. Stateless. */
public final class BatchSizeCalibration {
  /** A target that allows less than one expected example per batch is refused. */
  public static final double SMALLEST_BATCH_SIZE = 1;

  private BatchSizeCalibration() {}

  /**
   * Returns the largest expected batch size whose epsilon is within the target after {@code steps}
   * Gaussian steps on Poisson samples of the data set, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> datasetSize in [1, 2^53], noiseMultiplier in (0, infinity), steps in [1,
   * 2^53].
   *
   * <p><b>Unit:</b> examples; the sampling probability is the result / datasetSize. At most
   * datasetSize.
   *
   * <p><b>Error:</b> downward: the accountant's epsilon at the result is at most the target and, if
   * the result is below datasetSize, at least 0.9999 of it. Rounding down to a whole number keeps
   * the first.
   *
   * <p><b>Source:</b> bracketing and interpolation; epsilon rises with the sampling probability.
   *
   * @param accountant makes the accountant that will report
   * @throws IllegalArgumentException if {@link #SMALLEST_BATCH_SIZE} is too large
   */
  public static double expectedBatchSize(
      PrivacyBudget target,
      long datasetSize,
      double noiseMultiplier,
      long steps,
      Function<NeighboringRelation, PrivacyAccountant> accountant) {
    Checks.positiveCount("datasetSize", datasetSize);
    Checks.positive("noiseMultiplier", noiseMultiplier);
    Checks.positiveCount("steps", steps);
    Boundary boundary =
        new Boundary(
            batchSize ->
                new PoissonRun(batchSize / datasetSize, noiseMultiplier, steps)
                    .epsilon(accountant, target.delta()),
            target.epsilon(),
            SMALLEST_BATCH_SIZE);
    Checks.require(
        boundary.isWithin(),
        "epsilon must be reachable, but an expected batch size of %s is too large for %s; take a"
            + " larger epsilon or delta, more noise or fewer steps",
        SMALLEST_BATCH_SIZE,
        target);
    // If the whole data set fits there is no edge; if not, it is the far side to narrow from.
    return boundary.reaches((double) datasetSize) ? datasetSize : boundary.narrow();
  }
}
