package io.dptrain.accountant.rdp;

/** A mechanism whose RDP this accountant knows, and all that its RDP depends on. */
sealed interface RdpStep permits FixedSizeStep, GaussianStep, LaplaceStep {
  /** Returns the RDP at each order. */
  double[] curve(RdpOrders orders);
}
