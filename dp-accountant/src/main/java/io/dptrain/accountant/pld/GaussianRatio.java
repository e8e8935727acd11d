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

  private static final double[] NODES = {
    0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
  };
  private static final double[] WEIGHTS = {
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
  };

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
   * <p><b>Error:</b> 1e-14 relative (Gauss-Legendre, 8 points), as a cell is short in z.
   */
  Marks cells(double origin, double spacing, int first, int last, Side side) {
    double[] mass = new double[last - first];
    double[] excess = new double[last - first];
    double from = inverse(origin + first * spacing);
    for (int i = 0; i < mass.length; i++) {
      double value = origin / spacing + first + i;
      double to = inverse(origin + (first + i + 1) * spacing);
      double half = (to - from) / 2;
      for (int j = 0; j < 2 * NODES.length; j++) {
        int node = j / 2;
        double above = half * (1 + (j % 2 == 0 ? NODES[node] : -NODES[node]));
        double z = from + above;
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        double part = WEIGHTS[node] * half * density;
        mass[i] += part;
        excess[i] += part * value * Math.expm1(above / noiseMultiplier);
      }
      from = to;
    }
    return Marks.between(first, mass, excess, side);
  }
}
