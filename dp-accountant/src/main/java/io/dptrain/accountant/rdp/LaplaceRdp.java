package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;

/** The RDP of Laplace noise on a sum. Stateless. */
public final class LaplaceRdp {
  /** Below this, exp(x) - 1 - x is summed as a series: the closed form would lose digits. */
  private static final double SERIES = 0.5;

  /** From here on, all but the largest exponential is below half an ulp of it. */
  private static final double EXP_VANISHES = 40;

  private static final double MARGIN = 1e-13;

  private LaplaceRdp() {}

  /**
   * Returns the Renyi divergence between Laplace noise around two values that are one sensitivity
   * apart.
   *
   * <p><b>Formula:</b> log(a / (2a - 1) exp((a - 1) / b) + (a - 1) / (2a - 1) exp(-a / b)) / (a -
   * 1), a the order, b the noise multiplier; taken as log(1 + (a g((a - 1) / b) + (a - 1) g(-a /
   * b)) / (2a - 1)) with g(x) = exp(x) - 1 - x, a sum of positive terms.
   *
   * <p><b>Domain:</b> noiseMultiplier (noise scale / l1 sensitivity) in [0, infinity), order in
   * [{@link RdpOrders#SMALLEST}, {@link RdpOrders#LARGEST}].
   *
   * <p><b>Unit:</b> natural logarithm. At most about 1 / b; infinite if the noise is 0.
   *
   * <p><b>Error:</b> upward, by at most 2e-13 relative; more, but still upward, for noise above
   * 1e100.
   *
   * <p><b>Source:</b> Mironov 2017, arXiv:1702.07476, Proposition 6.
   */
  public static double rdp(double noiseMultiplier, double order) {
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
    RdpOrders.checkOrder(order);
    double noise = Math.min(noiseMultiplier, PoissonGaussianRdp.LARGEST_NOISE);
    double gain = (order - 1) / noise;
    double log =
        gain > EXP_VANISHES ? logOfLarge(gain, order) : logOfSmall(gain, order / noise, order);
    return Math.nextUp(log / (order - 1) * (1 + MARGIN));
  }

  /** The second exponential is below exp(-80) of the first. */
  private static double logOfLarge(double gain, double order) {
    return gain + Math.log(order / (2 * order - 1));
  }

  private static double logOfSmall(double gain, double loss, double order) {
    double excess = order * expm1MinusX(gain) + (order - 1) * expm1MinusX(-loss);
    return Math.log1p(excess / (2 * order - 1));
  }

  /** Returns exp(x) - 1 - x. */
  private static double expm1MinusX(double x) {
    if (Math.abs(x) >= SERIES) {
      return Math.expm1(x) - x;
    }
    double sum = 0;
    double term = 1;
    for (int k = 3; Math.abs(term) > 0x1p-56; k++) {
      sum += term;
      term *= x / k;
    }
    return 0.5 * x * x * sum;
  }
}
