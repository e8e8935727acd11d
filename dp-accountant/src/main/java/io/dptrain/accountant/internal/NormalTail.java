package io.dptrain.accountant.internal;

import org.apache.commons.math3.special.Erf;

/**
 * The upper tail Q of the standard normal distribution, also where it is below the smallest number.
 *
 * <p>Stateless.
 */
public final class NormalTail {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  /** From here on, the continued fraction converges within its terms. */
  private static final double FAR = 5;

  private static final int FRACTION_TERMS = 80;

  private NormalTail() {}

  /**
   * Returns log Q(x).
   *
   * <p><b>Domain:</b> all x; 0 at -infinity, -infinity at infinity.
   *
   * <p><b>Error:</b> that of erfc up to 5 (about 1e-12 relative in Q), beyond it a few units of
   * rounding of x^2.
   */
  public static double log(double x) {
    return x <= FAR
        ? Math.log(Erf.erfc(x / ROOT_2) / 2)
        : Math.log(millsRatio(x)) - HALF_LOG_2_PI - x * x / 2;
  }

  /**
   * Returns Q(x) / p(x), p the normal density.
   *
   * <p><b>Domain:</b> x >= 0. <b>Source:</b> Abramowitz, Stegun, 26.2.14.
   */
  public static double millsRatio(double x) {
    if (x <= FAR) {
      return 0.5 * Erf.erfc(x / ROOT_2) * Math.exp(0.5 * x * x + HALF_LOG_2_PI);
    }
    double fraction = x;
    for (int k = FRACTION_TERMS; k >= 1; k--) {
      fraction = x + k / fraction;
    }
    return 1 / fraction;
  }
}
