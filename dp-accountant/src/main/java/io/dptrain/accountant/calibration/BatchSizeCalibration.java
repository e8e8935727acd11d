package io.dptrain.accountant.calibration;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.rdp.RdpAccountant;

/** Finds the largest batches that keep a run within a budget. Stateless. */
public final class BatchSizeCalibration {
  /** A target that allows less than one expected example per batch is refused. */
  public static final double SMALLEST_BATCH_SIZE = 1;

  private static final double TOLERANCE = 1e-5;

  private BatchSizeCalibration() {}

  /**
   * Returns the largest expected batch size whose RDP epsilon is within the target after {@code
   * steps} Gaussian steps on Poisson samples of the data set, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> datasetSize in [1, 2^53], noiseMultiplier in (0, infinity), steps in [1,
   * 2^53].
   *
   * <p><b>Unit:</b> examples; the sampling probability is the result / datasetSize. At most
   * datasetSize.
   *
   * <p><b>Error:</b> downward, by at most 1e-5 relative: {@link RdpAccountant#epsilon} at the
   * result is at most the target. Rounding it down to a whole number keeps that.
   *
   * <p><b>Source:</b> bisection; epsilon rises with the sampling probability.
   *
   * @throws IllegalArgumentException if {@link #SMALLEST_BATCH_SIZE} is too large
   */
  public static double expectedBatchSize(
      PrivacyBudget target, long datasetSize, double noiseMultiplier, long steps) {
    Checks.positiveCount(datasetSize, "datasetSize");
    Checks.positive(noiseMultiplier, "noiseMultiplier");
    Checks.positiveCount(steps, "steps");
    if (new PoissonRun(1, noiseMultiplier, steps).isWithin(target)) {
      return datasetSize;
    }
    Checks.require(
        run(SMALLEST_BATCH_SIZE, datasetSize, noiseMultiplier, steps).isWithin(target),
        "epsilon must be reachable, but an expected batch size of %s is too large for %s; take a"
            + " larger epsilon or delta, more noise or fewer steps",
        SMALLEST_BATCH_SIZE,
        target);
    double fits = SMALLEST_BATCH_SIZE;
    double tooLarge = datasetSize;
    while (tooLarge > fits * (1 + TOLERANCE)) {
      double middle = Math.sqrt(fits * tooLarge);
      if (run(middle, datasetSize, noiseMultiplier, steps).isWithin(target)) {
        fits = middle;
      } else {
        tooLarge = middle;
      }
    }
    return fits;
  }

  private static PoissonRun run(double batchSize, long datasetSize, double noise, long steps) {
    return new PoissonRun(batchSize / datasetSize, noise, steps);
  }
}
