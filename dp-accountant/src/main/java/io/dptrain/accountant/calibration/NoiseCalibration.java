package io.dptrain.accountant.calibration;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** Finds the least noise that keeps a run within a budget. Stateless. */
public final class NoiseCalibration {
  /** The answer is never below this; a target that would allow less is more than met. */
  public static final double SMALLEST_NOISE = 0x1p-10;

  /** A target that needs more noise than this is refused. */
  public static final double LARGEST_NOISE = 0x1p20;

  private NoiseCalibration() {}

  /**
   * Returns the smallest noise multiplier whose epsilon is within the target after {@code steps}
   * Poisson-sampled Gaussian steps, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> samplingProbability in (0, 1], steps in [1, 2^53].
   *
   * <p><b>Unit:</b> noise standard deviation / l2 clip norm.
   *
   * <p><b>Error:</b> upward: the accountant's epsilon at the result is at most the target, and at
   * least 0.9999 of it unless epsilon jumps there. Never below {@link #SMALLEST_NOISE}.
   *
   * <p><b>Source:</b> bracketing and interpolation; epsilon falls with noise.
   *
   * @param accountant makes the accountant that will report: {@code RdpAccountant::new} or {@code
   *     PldAccountant::new}
   * @throws IllegalArgumentException if no noise up to {@link #LARGEST_NOISE} reaches the target
   */
  public static double noiseMultiplier(
      PrivacyBudget target,
      double samplingProbability,
      long steps,
      Function<NeighboringRelation, PrivacyAccountant> accountant) {
    PoissonRun.checkProbability(samplingProbability);
    Checks.positiveCount("steps", steps);
    return noiseMultiplier(
        target, noise -> new PoissonRun(samplingProbability, noise, steps).event(), accountant);
  }

  /**
   * Returns the smallest noise multiplier with which a run is within the target, under
   * ADD_OR_REMOVE_ONE.
   *
   * <p><b>Unit, Error, Source:</b> as {@link #noiseMultiplier(PrivacyBudget, double, long,
   * Function)}.
   *
   * @param run from the noise multiplier of a release to the event of the whole run; its epsilon
   *     must fall with noise
   * @param accountant makes the accountant that will report
   * @throws IllegalArgumentException if no noise up to {@link #LARGEST_NOISE} reaches the target,
   *     or the accountant does not cover the event
   */
  public static double noiseMultiplier(
      PrivacyBudget target,
      DoubleFunction<PrivacyEvent> run,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    return noiseMultiplier(target, NeighboringRelation.ADD_OR_REMOVE_ONE, run, accountant);
  }

  /**
   * Returns the smallest noise multiplier with which a run is within the target, under any
   * relation.
   *
   * <p><b>Unit, Error, Source:</b> as {@link #noiseMultiplier(PrivacyBudget, double, long,
   * Function)}.
   *
   * @param relation which data sets the target is about
   * @param run as of {@link #noiseMultiplier(PrivacyBudget, DoubleFunction, Function)}
   * @param accountant makes the accountant that will report
   * @throws IllegalArgumentException if no noise up to {@link #LARGEST_NOISE} reaches the target,
   *     or the accountant does not cover the event
   */
  public static double noiseMultiplier(
      PrivacyBudget target,
      NeighboringRelation relation,
      DoubleFunction<PrivacyEvent> run,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    Boundary boundary =
        new Boundary(
            noise -> accountant.apply(relation).compose(run.apply(noise)).epsilon(target.delta()),
            target.epsilon(),
            1);
    return boundary.isWithin() ? decrease(boundary) : increase(boundary, target);
  }

  private static double decrease(Boundary boundary) {
    double noise = 1;
    while (noise > SMALLEST_NOISE) {
      noise /= 2;
      if (!boundary.reaches(noise)) {
        return boundary.narrow();
      }
    }
    return noise;
  }

  private static double increase(Boundary boundary, PrivacyBudget target) {
    double noise = 1;
    do {
      noise *= 2;
      Checks.require(
          noise <= LARGEST_NOISE,
          "epsilon must be reachable, but no noise multiplier up to %s gives %s; take a larger"
              + " epsilon or delta, fewer steps or a smaller sampling probability",
          LARGEST_NOISE,
          target);
    } while (!boundary.reaches(noise));
    return boundary.narrow();
  }
}
