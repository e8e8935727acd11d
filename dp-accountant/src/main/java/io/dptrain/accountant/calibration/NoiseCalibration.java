package io.dptrain.accountant.calibration;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.util.function.DoublePredicate;

/** Finds the least noise that keeps a run within a budget. Stateless. */
public final class NoiseCalibration {
  /** The answer is never below this; a target that would allow less is more than met. */
  public static final double SMALLEST_NOISE = 0x1p-10;

  /** A target that needs more noise than this is refused. */
  public static final double LARGEST_NOISE = 0x1p20;

  private static final double TOLERANCE = 1e-5;

  private NoiseCalibration() {}

  /**
   * Returns the smallest noise multiplier whose RDP epsilon is within the target after {@code
   * steps} Poisson-sampled Gaussian steps, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> samplingProbability in (0, 1], steps in [1, 2^53].
   *
   * <p><b>Unit:</b> noise standard deviation / l2 clip norm.
   *
   * <p><b>Error:</b> upward, by at most 1e-5 relative: {@link RdpAccountant#epsilon} at the result
   * is at most the target. Never below {@link #SMALLEST_NOISE}.
   *
   * <p><b>Source:</b> bisection; epsilon falls with noise.
   *
   * @throws IllegalArgumentException if no noise up to {@link #LARGEST_NOISE} reaches the target
   */
  public static double noiseMultiplier(
      PrivacyBudget target, double samplingProbability, long steps) {
    PoissonRun.checkProbability(samplingProbability);
    Checks.positiveCount(steps, "steps");
    return smallest(
        noise -> new PoissonRun(samplingProbability, noise, steps).isWithin(target), target);
  }

  /** Returns a value that was seen to be enough, next to one that was seen not to be. */
  private static double smallest(DoublePredicate enough, PrivacyBudget target) {
    double high = 1;
    while (high > SMALLEST_NOISE && enough.test(high / 2)) {
      high /= 2;
    }
    while (!enough.test(high)) {
      high *= 2;
      Checks.require(
          high <= LARGEST_NOISE,
          "epsilon must be reachable, but no noise multiplier up to %s gives %s; take a larger"
              + " epsilon or delta, fewer steps or a smaller sampling probability",
          LARGEST_NOISE,
          target);
    }
    return high <= SMALLEST_NOISE ? high : bisect(enough, high / 2, high);
  }

  private static double bisect(DoublePredicate enough, double tooLow, double enoughNoise) {
    double low = tooLow;
    double high = enoughNoise;
    while (high > low * (1 + TOLERANCE)) {
      double middle = Math.sqrt(low * high);
      if (enough.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
