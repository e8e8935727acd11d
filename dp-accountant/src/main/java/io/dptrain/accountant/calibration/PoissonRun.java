package io.dptrain.accountant.calibration;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.function.Function;

/** A run of Poisson-sampled Gaussian steps under ADD_OR_REMOVE_ONE. */
record PoissonRun(double samplingProbability, double noiseMultiplier, long steps) {
  /** Returns the epsilon that a new accountant reports after the run. */
  double epsilon(Function<NeighboringRelation, PrivacyAccountant> accountant, double delta) {
    return accountant.apply(NeighboringRelation.ADD_OR_REMOVE_ONE).compose(event()).epsilon(delta);
  }

  PrivacyEvent event() {
    return new SelfComposedEvent(step(), steps);
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
