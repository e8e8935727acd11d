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
 */
public record VerificationReport(int examples, double normError, double sumError) {

  /** Whether both errors are within a tolerance; NaN is not. */
  public boolean isWithin(double tolerance) {
    return normError <= tolerance && sumError <= tolerance;
  }
}
