package io.dptrain.core.stability.monitor;

import org.tensorflow.types.TFloat64;

/**
 * When a guarded update is left out, known before the step runs.
 *
 * @param finite whether a loss or gradient that is infinite or NaN leaves it out
 * @param loss the largest loss with an update; infinite for no limit
 * @param gradientNorm the largest gradient norm, over all variables, with an update; infinite for
 *     no limit
 */
public record UpdateLimits(boolean finite, double loss, double gradientNorm) {
  /** Every update runs: for a probe that measures alone. */
  public static final UpdateLimits NONE =
      new UpdateLimits(false, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The tensor to feed to {@link MonitorProbe#limits}. The caller closes it. */
  public TFloat64 toTensor() {
    return TFloat64.vectorOf(toArray());
  }

  double[] toArray() {
    return new double[] {finite ? 1 : 0, loss, gradientNorm};
  }
}
