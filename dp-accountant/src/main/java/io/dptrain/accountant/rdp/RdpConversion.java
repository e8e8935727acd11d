package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

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

  RdpGuarantee guarantee(RdpByOrder rdp, double delta, NeighboringRelation relation) {
    // By total variation alone. The lowest order has the least RDP; expm1, as it may be tiny.
    if (delta * delta + Math.expm1(-rdp.at(0)) >= 0) {
      return new RdpGuarantee(0, delta, orders.order(0), false, relation);
    }
    double logDelta = Math.log(delta);
    IntToDoubleFunction epsilonAt = i -> epsilonAt(i, rdp.at(i), logDelta);
    int best = best(rdp, epsilonAt);
    double epsilon = epsilonAt.applyAsDouble(best);
    if (epsilon == Double.POSITIVE_INFINITY) {
      return new RdpGuarantee(epsilon, delta, Double.NaN, false, relation);
    }
    boolean atEnd = epsilon > 0 && orders.isEnd(best);
    return new RdpGuarantee(Math.max(0, epsilon), delta, orders.order(best), atEnd, relation);
  }

  double delta(RdpByOrder rdp, double epsilon) {
    if (rdp.at(0) == 0) {
      return 0;
    }
    IntToDoubleFunction logDeltaAt = i -> logDeltaAt(i, rdp.at(i), epsilon);
    double least = logDeltaAt.applyAsDouble(best(rdp, logDeltaAt));
    double logDelta = Math.min(0.5 * Math.log(-Math.expm1(-rdp.at(0))), least);
    return Math.min(1, Math.nextUp(Math.exp(logDelta) * (1 + ROUNDING)));
  }

  /**
   * Returns the index of the least value. With c(t) = t RDP convex in t = order - 1, so is log
   * delta = c(t) - t epsilon + t log t - (1 + t) log(1 + t), and epsilon, its root, is
   * quasi-convex: two neighboring orders tell on which side the least one is.
   */
  private int best(RdpByOrder rdp, IntToDoubleFunction value) {
    int low = 0;
    int high = orders.size() - 1;
    if (!rdp.isConvex()) {
      return IntStream.rangeClosed(low, high)
          .boxed()
          .min(Comparator.comparingDouble(value::applyAsDouble))
          .orElseThrow();
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value.applyAsDouble(middle) <= value.applyAsDouble(middle + 1)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
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
