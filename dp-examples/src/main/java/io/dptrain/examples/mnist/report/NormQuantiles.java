package io.dptrain.examples.mnist.report;

/**
 * Quantiles of the l2 norms of the per-example gradients of one step, before clipping.
 *
 * <p><b>Not private:</b> these numbers come from the training data without noise.
 *
 * @param step updates so far
 * @param low the quantile 0.1
 * @param median the quantile 0.5
 * @param high the quantile 0.9
 */
public record NormQuantiles(long step, double low, double median, double high) {
  boolean isFinite() {
    return Double.isFinite(low) && Double.isFinite(median) && Double.isFinite(high);
  }
}
