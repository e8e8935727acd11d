package io.dptrain.accountant.analytic;

import io.dptrain.accountant.internal.NormalTail;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Erf;

/**
 * The hockey-stick divergence of two normal distributions of variance 1.
 *
 * <p><b>Formula:</b> with shift m, x = epsilon / m - m / 2, normal density p and tail Q: Q(x) -
 * p(x) R(x + m), R = Q / p (Mills' ratio); or, where these two cancel because m is small, p(x)
 * times the integral over t > 0 of exp(-x t - t^2 / 2) (1 - exp(-m t)), in which nothing does.
 *
 * <p><b>Error:</b> upward; the bound on its own rounding is added.
 *
 * <p><b>Source:</b> Balle, Wang 2018, arXiv:1805.06530, Theorem 8; Abramowitz, Stegun, 26.2.14 and
 * 7.1.14 (Mills' ratio).
 */
final class HockeyStick {
  private static final double MARGIN = 1e-12;
  private static final double ULP = 0x1p-50;
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

  /** From here on, the tail itself is taken from Mills' ratio. */
  private static final double FAR = 5;

  /** The tail beyond this is below half an ulp of 1. */
  private static final double ALL = 40;

  /** The tail beyond this is below the smallest number. */
  private static final double NOTHING = 1000;

  /** Where the integrand has fallen to exp(-45) of its largest. */
  private static final double NEGLIGIBLE = 45;

  private static final int PANELS = 12;
  private static final GaussIntegrator PANEL = new GaussIntegratorFactory().legendre(20, -1.0, 1.0);

  private HockeyStick() {}

  /** Returns the delta at which shift and epsilon meet, for shift in (0, infinity]. */
  static double delta(double shift, double epsilon) {
    double x = epsilon / shift - shift / 2;
    if (x < -ALL) {
      return 1;
    } else if (x > NOTHING) {
      // Upward: not 0, though no number is as small.
      return Double.MIN_VALUE;
    }
    double rounding = MARGIN + ULP * (1 + Math.max(0, x)) * (1 + epsilon / shift + shift / 2);
    return Math.min(1, Math.nextUp(unrounded(shift, x) * (1 + rounding)));
  }

  private static double unrounded(double shift, double x) {
    // Where |x| t + t^2 / 2 is NEGLIGIBLE, the root written so that nothing cancels.
    double reach = 2 * NEGLIGIBLE / (Math.abs(x) + Math.sqrt(x * x + 2 * NEGLIGIBLE));
    double decay = x > 0 ? reach : reach - 2 * x;
    if (shift * decay < 1) {
      return density(x) * integral(shift, x, decay);
    }
    double tail = x > FAR ? density(x) * NormalTail.millsRatio(x) : 0.5 * Erf.erfc(x / ROOT_2);
    return tail - density(x) * NormalTail.millsRatio(x + shift);
  }

  private static double density(double x) {
    return Math.exp(-0.5 * x * x) / ROOT_2_PI;
  }

  private static double integral(double shift, double x, double to) {
    double half = to / PANELS / 2;
    double sum = 0;
    for (int panel = 0; panel < PANELS; panel++) {
      double middle = (2 * panel + 1) * half;
      sum +=
          PANEL.integrate(
              u -> {
                double t = middle + half * u;
                return Math.exp(-t * (x + 0.5 * t)) * -Math.expm1(-shift * t);
              });
    }
    return sum * half;
  }
}
