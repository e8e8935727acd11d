package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.LogSpace;

/**
 * The moment of the privacy loss of any order, by quadrature.
 *
 * <p><b>Formula:</b> E[(1 + u)^a - 1 - a u] over z ~ N(0, 1), u = q (exp(t) - 1), t = z / s - 1 /
 * (2 s^2), as a trapezoid sum over the real line.
 *
 * <p><b>Error:</b> below 1e-13 relative, on either side. The integrand is analytic for |Im z| < pi
 * s and falls like a normal density, so the sum converges as exp(-2 pi^2 s / step): the step below
 * gives exp(-49) or less. Its mass lies between z = 0 and z = a / s, and 10 beyond.
 *
 * <p><b>Source:</b> Trefethen, Weideman 2014, The exponentially convergent trapezoidal rule,
 * section 5.
 */
final class MixtureMoment {
  private static final double TAIL = 10;

  /** A node whose logarithm is this far below the largest cannot be seen in the sum. */
  private static final double NEGLIGIBLE = 50;

  /** Below this |a u| a power series is used: the closed form would lose digits. */
  private static final double SERIES = 0.25;

  private static final double LN_2 = Math.log(2);
  private static final double LOG_ROOT_2_PI = 0.5 * Math.log(2 * Math.PI);

  private MixtureMoment() {}

  /** Returns log(E[(P/Q)^order] - 1). */
  static double logExcess(double q, double noise, double order) {
    double step = Math.min(0.2, 0.4 * noise);
    long nodes = (long) Math.ceil((order / noise + 2 * TAIL) / step);
    double logQ = Math.log(q);
    LogSpace.Sum sum = new LogSpace.Sum();
    for (long i = 0; i <= nodes; i++) {
      double z = i * step - TAIL;
      double t = (z - 0.5 / noise) / noise;
      double upperBound = order * (LN_2 + Math.max(0, t + logQ)) - 0.5 * z * z;
      if (upperBound > sum.logLargest() - NEGLIGIBLE) {
        sum.add(logIntegrand(q, t, order) - 0.5 * z * z);
      }
    }
    return sum.log() + Math.log(step) - LOG_ROOT_2_PI;
  }

  /** Returns log((1 + u)^a - 1 - a u), u = q (exp(t) - 1). */
  private static double logIntegrand(double q, double t, double order) {
    double u = q * Math.expm1(t);
    if (Math.abs(order * u) < SERIES) {
      return logSmall(u, order);
    }
    double logRatio = t > 1 ? t + Math.log(q + (1 - q) * Math.exp(-t)) : Math.log1p(u);
    return logLarge(logRatio, order);
  }

  /** The binomial series from its second term on. */
  private static double logSmall(double u, double order) {
    double sum = 1;
    double term = 1;
    for (int k = 2; Math.abs(term) > 0x1p-56; k++) {
      term *= (order - k) / (k + 1) * u;
      sum += term;
    }
    return Math.log(0.5 * order * (order - 1) * sum) + 2 * Math.log(Math.abs(u));
  }

  /** With l = log(1 + u): exp(l) (exp((a - 1) l) - 1 + (a - 1) (exp(-l) - 1)). */
  private static double logLarge(double l, double order) {
    double power = (order - 1) * l;
    return power > 40 ? l + power : l + Math.log(Math.expm1(power) + (order - 1) * Math.expm1(-l));
  }
}
