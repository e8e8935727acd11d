package io.dptrain.accountant.rdp;

/** Laplace noise on a sum, relative to the sum's sensitivity. */
record LaplaceStep(double noise) implements RdpStep {
  @Override
  public double[] curve(RdpOrders orders) {
    return orders.map(order -> LaplaceRdp.rdp(noise, order));
  }
}
