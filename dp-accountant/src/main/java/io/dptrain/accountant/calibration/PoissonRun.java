package io.dptrain.accountant.calibration;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.rdp.RdpAccountant;

/** A run of Poisson-sampled Gaussian steps under ADD_OR_REMOVE_ONE. */
record PoissonRun(double samplingProbability, double noiseMultiplier, long steps) {
  /** The accountant that reports, and no other, decides. */
  boolean isWithin(PrivacyBudget target) {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
            .compose(step(), steps)
            .epsilon(target.delta())
        <= target.epsilon();
  }

  PrivacyEvent step() {
    return PrivacyEvent.poissonSampledGaussian(samplingProbability, noiseMultiplier);
  }

  static void checkProbability(double samplingProbability) {
    Checks.require(
        samplingProbability > 0 && samplingProbability <= 1,
        "samplingProbability must be in (0, 1], but is %s",
        samplingProbability);
  }
}
