package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;
import java.util.function.DoubleUnaryOperator;

/** Laplace noise on a sum, relative to the sum's sensitivity. */
record LaplaceStep(double noise) implements RdpStep {
  LaplaceStep {
    Checks.nonNegative("noiseMultiplier", noise);
  }

  @Override
  public DoubleUnaryOperator rdp() {
    return order -> LaplaceRdp.rdp(noise, order);
  }

  @Override
  public boolean isConvex() {
    return true;
  }
}
