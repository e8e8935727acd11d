package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.LogSpace;
import java.util.Arrays;

/**
 * The even moments of P/Q - 1 for Gaussians P and Q that are one sensitivity apart.
 *
 * <p><b>Formula:</b> E_Q[(P/Q - 1)^l] = E[(exp(t) - 1)^l], t = z / s - 1 / (2 s^2), z ~ N(0, 1), as
 * a trapezoid sum. It equals the l-th forward difference of exp(k (k - 1) / (2 s^2)) at k = 0,
 * which alternates in sign and cancels; here every term is positive.
 *
 * <p><b>Error:</b> below 1e-12 relative, on either side. The integrand is entire and falls like a
 * normal density, so the sum over nodes a fifth apart is exact to far below rounding. On either
 * side of t = 0 its logarithm is concave, with its peak between -sqrt(l) and (l + 1) / s + sqrt(l),
 * and its mass within 10 of the peaks.
 *
 * <p><b>Source:</b> Trefethen, Weideman 2014, The exponentially convergent trapezoidal rule,
 * section 5.
 *
 * <p>Not thread-safe.
 */
final class CenteredMoments {
  /** Beyond this order a moment is not worth its computation. */
  static final int LARGEST_ORDER = 256;

  private static final double TAIL = 10;
  private static final double STEP = 0.2;
  private static final double LOG_ROOT_2_PI = 0.5 * Math.log(2 * Math.PI);

  private final double noise;

  /** By half the order; NaN until it is asked for. */
  private final double[] known = new double[LARGEST_ORDER / 2 + 1];

  CenteredMoments(double noise) {
    this.noise = noise;
    Arrays.fill(known, Double.NaN);
  }

  /** Returns the logarithm of the moment of an even order, or infinity if it is of no use. */
  double log(int evenOrder) {
    if (evenOrder > LARGEST_ORDER || isUseless(evenOrder)) {
      return Double.POSITIVE_INFINITY;
    }
    int index = evenOrder / 2;
    if (Double.isNaN(known[index])) {
      known[index] =
          evenOrder == 2 ? LogSpace.logExpm1(1 / noise / noise) : byQuadrature(evenOrder);
    }
    return known[index];
  }

  /**
   * Whether this moment and the one before it are more than half of E[(P/Q)^l]: then that one,
   * twice, is a smaller bound than these, four times.
   */
  private boolean isUseless(int order) {
    int before = order - 2;
    return before > 0 && before * Math.exp(-(before - 1) / noise / noise) < 0.25;
  }

  private double byQuadrature(int order) {
    double from = -Math.sqrt(order) - TAIL;
    double to = (order + 1) / noise + Math.sqrt(order) + TAIL;
    long nodes = (long) Math.ceil((to - from) / STEP);
    LogSpace.Sum sum = new LogSpace.Sum();
    for (long i = 0; i <= nodes; i++) {
      double z = from + i * STEP;
      double t = (z - 0.5 / noise) / noise;
      sum.add(order * Math.log(Math.abs(Math.expm1(t))) - 0.5 * z * z);
    }
    return sum.log() + Math.log(STEP) - LOG_ROOT_2_PI;
  }
}
