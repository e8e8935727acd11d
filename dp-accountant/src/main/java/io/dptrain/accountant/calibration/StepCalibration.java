package io.dptrain.accountant.calibration;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.internal.Checks;
import java.util.function.Function;

/** Finds the longest run that keeps within a budget. Stateless. */
public final class StepCalibration {
  private StepCalibration() {}

  /**
   * Returns the largest number of Poisson-sampled Gaussian steps whose epsilon is within the
   * target, under ADD_OR_REMOVE_ONE.
   *
   * <p><b>Domain:</b> samplingProbability in (0, 1], noiseMultiplier in (0, infinity).
   *
   * <p><b>Unit:</b> steps. 0 if not one fits, at most 2^53.
   *
   * <p><b>Error:</b> none: the accountant's epsilon after that many steps is at most the target,
   * after one more it is not.
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
    return accountant
        .apply(NeighboringRelation.ADD_OR_REMOVE_ONE)
        .stepsWithin(new PoissonRun(samplingProbability, noiseMultiplier, 1).step(), target);
  }
}
