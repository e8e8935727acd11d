package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.LogSpace;

/**
 * The RDP of Gaussian noise on a sum over a Poisson sample, in closed or convergent form.
 *
 * <p>P = (1 - q) N(0, s^2) + q N(1, s^2) is the output with the differing record, Q = N(0, s^2) the
 * one without; u(x) = P(x)/Q(x) - 1. All three ways below work on E[(1 + u)^a] - 1 = E[(1 + u)^a -
 * 1 - a u], a sum of positive terms (E[u] = 0), so nothing cancels when q is tiny, and in
 * logarithms, so nothing overflows when the noise is.
 *
 * <p>Stateless.
 */
public final class PoissonGaussianRdp {
  /** Above this, the noise multiplier is replaced by it, which can only raise the result. */
  static final double LARGEST_NOISE = 1e100;

  /** Below this, the sampling probability is replaced by it, which can only raise the result. */
  private static final double SMALLEST_PROBABILITY = 1e-30;

  /** Below this noise the two parts of P do not overlap, to within exp(-50). */
  private static final double SEPARATE_NOISE = 0.04;

  /** Above this, an order is replaced by the next whole one, which can only raise the result. */
  private static final double LARGEST_FRACTIONAL_ORDER = 256;

  /** Ten times the largest error seen against 60 digits. */
  private static final double MARGIN = 1e-12;

  private PoissonGaussianRdp() {}

  /**
   * Returns the Renyi divergence between the outputs on data sets that differ in one record.
   *
   * <p><b>Formula:</b> log E_Q[(P/Q)^order] / (order - 1), P = (1 - q) N(0, s^2) + q N(1, s^2), Q =
   * N(0, s^2), q the sampling probability, s the noise multiplier. This direction (record removed)
   * is never below the other.
   *
   * <p><b>Domain:</b> samplingProbability in [0, 1], noiseMultiplier in [0, infinity), order in
   * [{@link RdpOrders#SMALLEST}, {@link RdpOrders#LARGEST}].
   *
   * <p><b>Unit:</b> natural logarithm. 0 if q = 0, infinite if the noise is 0.
   *
   * <p><b>Error:</b> upward, by at most 2e-12 relative. More, but still upward, for q below 1e-30,
   * noise above 1e100 and fractional orders above 256.
   *
   * <p><b>Source:</b> Mironov, Talwar, Zhang 2019, arXiv:1908.10530, sections 3.1 to 3.3.
   */
  public static double rdp(double samplingProbability, double noiseMultiplier, double order) {
    Checks.probability("samplingProbability", samplingProbability);
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
    RdpOrders.checkOrder(order);
    if (samplingProbability == 0) {
      return 0;
    }
    double noise = Math.min(noiseMultiplier, LARGEST_NOISE);
    if (samplingProbability == 1) {
      return roundedUp(order / noise / (2 * noise));
    }
    double q = Math.max(samplingProbability, SMALLEST_PROBABILITY);
    double atLeast = order > LARGEST_FRACTIONAL_ORDER ? Math.ceil(order) : order;
    return roundedUp(LogSpace.log1pExp(logExcess(q, noise, atLeast)) / (atLeast - 1));
  }

  /** Returns log(E[(P/Q)^order] - 1). */
  private static double logExcess(double q, double noise, double order) {
    if (noise == 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (order == Math.rint(order)) {
      return BinomialMoment.logExcess(q, noise, (int) order);
    }
    return noise < SEPARATE_NOISE
        ? separateExcess(q, noise, order)
        : MixtureMoment.logExcess(q, noise, order);
  }

  /** With parts that do not overlap, E[(P/Q)^a] = (1 - q)^a + q^a exp(a (a - 1) / (2 s^2)). */
  private static double separateExcess(double q, double noise, double order) {
    double sampled = order * Math.log(q) + order * (order - 1) / noise / (2 * noise);
    double others = Math.expm1(order * Math.log1p(-q));
    return sampled == Double.POSITIVE_INFINITY
        ? sampled
        : sampled + Math.log1p(others * Math.exp(-sampled));
  }

  private static double roundedUp(double rdp) {
    return Math.nextUp(rdp * (1 + MARGIN));
  }
}
