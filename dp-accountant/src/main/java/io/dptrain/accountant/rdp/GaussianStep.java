package io.dptrain.accountant.rdp;

/**
 * Gaussian noise on a sum over a Poisson sample. Plain Gaussian noise has sampling probability 1, a
 * release without protection also noise 0. The noise is relative to the sensitivity of the sum.
 */
record GaussianStep(double samplingProbability, double noise) implements RdpStep {
  @Override
  public double[] curve(RdpOrders orders) {
    return orders.map(order -> PoissonGaussianRdp.rdp(samplingProbability, noise, order));
  }
}
