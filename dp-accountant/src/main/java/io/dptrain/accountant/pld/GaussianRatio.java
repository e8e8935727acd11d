package io.dptrain.accountant.pld;

/**
 * The likelihood ratio W of one output of Gaussian noise, with the record to without it.
 *
 * <p><b>Formula:</b> W = exp((x - 1/2) / s^2) at the output x; without the record x = s z, z of
 * N(0, 1), so that the mean of W is 1, and with it z of N(1 / s, 1).
 */
record GaussianRatio(double noiseMultiplier) {
  /** Standard deviations of the noise beyond which outputs are left out. */
  private static final double REACH = 12;

  double lowest() {
    return at(-REACH);
  }

  double highest() {
    return at(REACH + 1 / noiseMultiplier);
  }

  private double at(double z) {
    return Math.exp((z - 0.5 / noiseMultiplier) / noiseMultiplier);
  }

  private double inverse(double value) {
    return noiseMultiplier * Math.log(value) + 0.5 / noiseMultiplier;
  }

  /** Returns a bound on what the rounding of z changes in a ratio, relative. */
  double valueError() {
    return 0x1p-49 * (1 + 1 / noiseMultiplier / noiseMultiplier);
  }

  /** Returns the variance of W without the record; that of its mean over t is a t-th of it. */
  double variance() {
    return Math.expm1(1 / noiseMultiplier / noiseMultiplier);
  }

  /** Returns the probability, without the record, of a ratio outside of the interval. */
  double outside(double from, double to) {
    return NormalMass.between(Double.NEGATIVE_INFINITY, inverse(from))
        + NormalMass.between(inverse(to), Double.POSITIVE_INFINITY);
  }

  /** Returns the same with the record: the part of the mean of W. */
  double meanOutside(double from, double to) {
    double shift = 1 / noiseMultiplier;
    return NormalMass.between(Double.NEGATIVE_INFINITY, inverse(from) - shift)
        + NormalMass.between(inverse(to) - shift, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the ratios, without the record, between marks at the origin and so many spacings more,
   * from the first to the last.
   *
   * <p><b>Error:</b> 1e-14 relative (Gauss-Legendre, 8 points), as a cell is short in z; but for
   * the rounding of marks in z, by {@link #valueError}: a cell may end elsewhere by that, where the
   * next one begins.
   */
  Marks cells(double origin, double spacing, int first, int last, Side side) {
    double[] mass = new double[last - first];
    double[] excess = new double[last - first];
    double from = inverse(origin + first * spacing);
    for (int i = 0; i < mass.length; i++) {
      double value = origin / spacing + first + i;
      double to = inverse(origin + (first + i + 1) * spacing);
      double half = (to - from) / 2;
      for (int j = 0; j < NormalMass.POINTS; j++) {
        double above = half * (1 + NormalMass.node(j));
        double z = from + above;
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        double part = NormalMass.weight(j) * half * density;
        mass[i] += part;
        excess[i] += part * value * Math.expm1(above / noiseMultiplier);
      }
      from = to;
    }
    return Marks.between(first, mass, excess, side);
  }
}
