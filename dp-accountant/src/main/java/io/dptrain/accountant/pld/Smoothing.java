package io.dptrain.accountant.pld;

/**
 * What a Gaussian step that joins a composition adds to delta, taken off again.
 *
 * <p><b>Formula:</b> a Gaussian step of precision w^2 turns the likelihood ratio m into m R, R
 * lognormal of mean 1, and the hockey stick (m - a)_+ into an option price, with a time value V(w)
 * added. V(w) is the integral of m f(u) over u in [0, w], f the normal density at log(m / a) / u +
 * u / 2, and f(2 u) is at least exp(-3 u^2 / 8) f(u). So V(2 w) is at least 2 exp(-3 w^2 / 8) V(w),
 * and with 2 + c = 2 (1 + c) exp(-3 w^2 / 8)
 *
 * <pre>{@code
 * (2 + c) delta_w - (1 + c) delta_2w <= delta,
 * }</pre>
 *
 * <p>delta_w being delta with a step of precision w^2. What this gives away falls as w^2.
 *
 * <p>Stateless.
 */
final class Smoothing {
  /** 3 / 8, as 3 w^2 / 8 is the exponent for precision w^2. */
  private static final double EXPONENT = 0.375;

  private Smoothing() {}

  /**
   * Returns a number that is at most delta.
   *
   * @param precision w^2
   * @param least at most delta with a step of that precision
   * @param most at least delta with a step of four times that precision
   */
  static double removed(double precision, double least, double most) {
    double ratio = 2 * Math.exp(-EXPONENT * precision);
    if (ratio <= 1) {
      return 0;
    }
    double c = (2 - ratio) / (ratio - 1);
    return (2 + c) * least - (1 + c) * most;
  }
}
