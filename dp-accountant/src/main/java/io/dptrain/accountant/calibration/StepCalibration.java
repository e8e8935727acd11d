package io.dptrain.accountant.calibration;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.function.Function;

/**
 * Finds the longest run that keeps within a budget, or the epochs of as few steps as it allows.
 * Stateless.
 */
public final class StepCalibration {
  /** A target that needs more steps per epoch than this is refused. */
  public static final long MOST_STEPS_PER_EPOCH = 1L << 26;

  /** From one number of steps to the next that is tried: each costs as much as dozens of epochs. */
  private static final long STRIDE = 16;

  private StepCalibration() {}

  /**
   * Returns the largest number of Poisson-sampled Gaussian steps whose epsilon is within the
   * target, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> samplingProbability in (0, 1], noiseMultiplier in (0, infinity).
   *
   * <p><b>Unit:</b> steps. 0 if not one fits, at most 2^53.
   *
   * <p><b>Error:</b> downward: the epsilon of a new accountant after that many steps is at most the
   * target; after one more it is not, but for the width of the accountant's bracket.
   *
   * <p><b>Source:</b> bisection; epsilon rises with the steps.
   *
   * @param accountant makes the accountant that will report
   */
  public static long steps(
      PrivacyBudget target,
      double samplingProbability,
      double noiseMultiplier,
      Function<NeighboringRelation, PrivacyAccountant> accountant) {
    PoissonRun.checkProbability(samplingProbability);
    Checks.positive("noiseMultiplier", noiseMultiplier);
    return most(target, new PoissonRun(samplingProbability, noiseMultiplier, 1).step(), accountant);
  }

  /**
   * Returns the largest number of epochs of random allocation, each unit in one step of each, whose
   * epsilon is within the target, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> stepsPerEpoch in [1, 2^53], noiseMultiplier in (0, infinity).
   *
   * <p><b>Unit:</b> whole epochs. 0 if not one fits, at most 2^53.
   *
   * <p><b>Error, Source:</b> as {@link #steps}, for epochs.
   *
   * @param accountant makes the accountant that will report: {@code PldAccountant::new}
   * @throws IllegalArgumentException if the accountant does not cover random allocation
   */
  public static long epochs(
      PrivacyBudget target,
      long stepsPerEpoch,
      double noiseMultiplier,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    Checks.positiveCount("stepsPerEpoch", stepsPerEpoch);
    Checks.positive("noiseMultiplier", noiseMultiplier);
    PrivacyEvent epoch = PrivacyEvent.randomlyAllocatedGaussian(stepsPerEpoch, noiseMultiplier);
    return most(target, epoch, accountant);
  }

  /**
   * Returns the smallest number of steps per epoch of random allocation with which so many epochs
   * are within the target, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> epochs in [1, 2^53], noiseMultiplier in (0, infinity).
   *
   * <p><b>Unit:</b> steps; a unit is in one of them in each epoch. From 1, which is no sampling, to
   * {@link #MOST_STEPS_PER_EPOCH}.
   *
   * <p><b>Error:</b> upward: the epsilon of a new accountant at the result is at most the target,
   * at one less it is not. Much fewer may be within it again where one step more moves epsilon by
   * less than the accountant's bracket is wide.
   *
   * <p><b>Source:</b> bracketing and interpolation; epsilon falls as the steps per epoch rise.
   *
   * @param accountant makes the accountant that will report: {@code PldAccountant::new}
   * @throws IllegalArgumentException if {@link #MOST_STEPS_PER_EPOCH} are too few, or the
   *     accountant does not cover random allocation
   */
  public static long stepsPerEpoch(
      PrivacyBudget target,
      long epochs,
      double noiseMultiplier,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    Checks.positiveCount("epochs", epochs);
    Checks.positive("noiseMultiplier", noiseMultiplier);
    Boundary boundary =
        new Boundary(
            steps -> {
              PrivacyEvent epoch =
                  PrivacyEvent.randomlyAllocatedGaussian((long) steps, noiseMultiplier);
              return epsilon(target, epoch, epochs, accountant);
            },
            target.epsilon(),
            1);
    return boundary.isWithin() ? 1 : increase(boundary, target);
  }

  private static long increase(Boundary boundary, PrivacyBudget target) {
    long steps = 1;
    boolean reached;
    do {
      Checks.require(
          steps < MOST_STEPS_PER_EPOCH,
          "epsilon must be reachable, but %s steps per epoch are too few for %s; take a larger"
              + " epsilon or delta, more noise or fewer epochs",
          MOST_STEPS_PER_EPOCH,
          target);
      steps = Math.min(steps * STRIDE, MOST_STEPS_PER_EPOCH);
      reached = boundary.reaches((double) steps);
    } while (!reached);
    return boundary.narrowWhole();
  }

  /**
   * Returns how often the event fits. A new accountant has the last word: one that was asked about
   * other counts before may answer otherwise, by less than the width of its bracket.
   */
  private static long most(
      PrivacyBudget target,
      PrivacyEvent event,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    long most = accountant.apply(ADD_OR_REMOVE_ONE).stepsWithin(event, target);
    for (long less = 1;
        most > 0 && epsilon(target, event, most, accountant) > target.epsilon();
        less *= 2) {
      most = Math.max(0, most - less);
    }
    return most;
  }

  private static double epsilon(
      PrivacyBudget target,
      PrivacyEvent event,
      long count,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    return accountant.apply(ADD_OR_REMOVE_ONE).compose(event, count).epsilon(target.delta());
  }
}
