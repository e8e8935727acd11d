package io.dptrain.accountant.rdp;

/** Gaussian noise on a sum over a batch drawn without replacement, under REPLACE_ONE. */
record FixedSizeStep(long datasetSize, long batchSize, double noiseMultiplier) implements RdpStep {
  @Override
  public double[] curve(RdpOrders orders) {
    return orders.map(new FixedSizeGaussianRdp(datasetSize, batchSize, noiseMultiplier)::rdp);
  }
}
