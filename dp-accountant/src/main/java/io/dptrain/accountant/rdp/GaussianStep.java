package io.dptrain.accountant.rdp;

/**
 * The one mechanism this accountant knows: Gaussian noise on a sum over a Poisson sample. Plain
 * Gaussian noise has sampling probability 1, a release without protection also noise 0.
 */
record GaussianStep(double samplingProbability, double noiseMultiplier) {
  double[] curve(RdpOrders orders) {
    double[] curve = new double[orders.size()];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = PoissonGaussianRdp.rdp(samplingProbability, noiseMultiplier, orders.order(i));
    }
    return curve;
  }
}
