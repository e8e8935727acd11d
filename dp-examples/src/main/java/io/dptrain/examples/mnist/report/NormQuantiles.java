package io.dptrain.examples.mnist.report;

import java.util.Arrays;

/**
 * Quantiles of the l2 norms of the per-example gradients of one step, before clipping.
 *
 * <p><b>Not private:</b> these numbers come from the training data without noise.
 *
 * @param low the quantile 0.1
 * @param median the quantile 0.5
 * @param high the quantile 0.9
 */
public record NormQuantiles(double low, double median, double high) {

  /** Of at least one norm, in any order. */
  public static NormQuantiles of(float[] norms) {
    float[] sorted = norms.clone();
    Arrays.sort(sorted);
    int end = sorted.length - 1;
    return new NormQuantiles(
        sorted[Math.round(0.1f * end)],
        sorted[Math.round(0.5f * end)],
        sorted[Math.round(0.9f * end)]);
  }

  boolean isFinite() {
    return Double.isFinite(low) && Double.isFinite(median) && Double.isFinite(high);
  }
}
