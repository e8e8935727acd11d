package io.dptrain.core.optimizer;

/**
 * How far the norms and the clipped sum of a few examples were from the ordinary gradient of each
 * example alone.
 *
 * <p><b>Not private</b>: computed from raw examples; for looking at, not for publishing.
 *
 * @param examples how many were compared
 * @param normError the largest relative error of a norm
 * @param sumError the relative l2 error of the clipped sum over all variables
 * @param largestShare the largest l2 norm of what one example alone adds to the clipped sum,
 *     divided by the bound that the noise is made for; at most 1
 */
public record VerificationReport(
    int examples, double normError, double sumError, double largestShare) {

  /** Whether all three are within a tolerance; NaN is not. */
  public boolean isWithin(double tolerance) {
    return normError <= tolerance && sumError <= tolerance && largestShare <= 1 + tolerance;
  }
}
