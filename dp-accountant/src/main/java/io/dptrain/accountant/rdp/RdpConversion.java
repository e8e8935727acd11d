package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;

/**
 * From an RDP curve to (epsilon, delta).
 *
 * <p><b>Formula:</b> for each order a with RDP r, delta = exp((a - 1) (r - epsilon)) (1 - 1/a)^a /
 * (a - 1), solved for either; and at any epsilon, delta = sqrt(1 - exp(-r)), because r is at least
 * the Kullback-Leibler divergence, which bounds the total variation distance. The best order
 * counts.
 *
 * <p><b>Error:</b> upward; the bound on its own rounding is added.
 *
 * <p><b>Source:</b> Canonne, Kamath, Steinke 2020, arXiv:2004.00010, Proposition 12; Bretagnolle,
 * Huber 1979.
 *
 * <p>Immutable.
 */
final class RdpConversion {
  /** A few roundings of 2^-53 each, relative to the sum of the absolute terms. */
  private static final double ROUNDING = 0x1p-50;

  private final RdpOrders orders;
  private final double[] logOrder;
  private final double[] logShrink;

  RdpConversion(RdpOrders orders) {
    this.orders = orders;
    this.logOrder = new double[orders.size()];
    this.logShrink = new double[orders.size()];
    for (int i = 0; i < orders.size(); i++) {
      logOrder[i] = Math.log(orders.order(i));
      logShrink[i] = Math.log1p(-1 / orders.order(i));
    }
  }

  RdpGuarantee guarantee(double[] rdp, double delta, NeighboringRelation relation) {
    if (delta * delta + Math.expm1(-rdp[0]) >= 0) {
      return new RdpGuarantee(0, delta, orders.order(0), false, relation);
    }
    double logDelta = Math.log(delta);
    int best = -1;
    double epsilon = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rdp.length; i++) {
      double candidate = epsilonAt(i, rdp[i], logDelta);
      if (candidate < epsilon) {
        epsilon = candidate;
        best = i;
      }
    }
    if (best < 0) {
      return new RdpGuarantee(epsilon, delta, Double.NaN, false, relation);
    }
    boolean atEnd = epsilon > 0 && orders.isEnd(best);
    return new RdpGuarantee(Math.max(0, epsilon), delta, orders.order(best), atEnd, relation);
  }

  double delta(double[] rdp, double epsilon) {
    if (rdp[0] == 0) {
      return 0;
    }
    double logDelta = 0.5 * Math.log(-Math.expm1(-rdp[0]));
    for (int i = 0; i < rdp.length; i++) {
      logDelta = Math.min(logDelta, logDeltaAt(i, rdp[i], epsilon));
    }
    return Math.min(1, Math.nextUp(Math.exp(logDelta) * (1 + ROUNDING)));
  }

  private double epsilonAt(int i, double rdp, double logDelta) {
    double tail = (logDelta + logOrder[i]) / (orders.order(i) - 1);
    double size = (Math.abs(logDelta) + logOrder[i]) / (orders.order(i) - 1);
    return rdp + logShrink[i] - tail + ROUNDING * (rdp - logShrink[i] + size);
  }

  private double logDeltaAt(int i, double rdp, double epsilon) {
    double slope = orders.order(i) - 1;
    double value = slope * (rdp - epsilon + logShrink[i]) - logOrder[i];
    return value + ROUNDING * (slope * (rdp + epsilon - logShrink[i]) + logOrder[i]);
  }
}
