package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;
import java.util.function.DoubleUnaryOperator;

/**
 * Gaussian noise on a sum over a Poisson sample. Plain Gaussian noise has sampling probability 1, a
 * release without protection also noise 0. The noise is relative to the sensitivity of the sum.
 */
record GaussianStep(double samplingProbability, double noise) implements RdpStep {
  GaussianStep {
    Checks.probability("samplingProbability", samplingProbability);
    Checks.nonNegative("noiseMultiplier", noise);
  }

  @Override
  public DoubleUnaryOperator rdp() {
    return order -> PoissonGaussianRdp.rdp(samplingProbability, noise, order);
  }

  @Override
  public boolean isConvex() {
    return true;
  }
}
