package io.dptrain.accountant.pld;

/**
 * Standard normal noise around means drawn with given probabilities; with the rest of the
 * probability around 0.
 *
 * <p>Immutable.
 */
final class GaussianMixture {
  /** Far above where expm1 keeps digits, far below where an exponential overflows. */
  private static final double LARGE = 30;

  private final double[] means;
  private final double[] probabilities;

  GaussianMixture(double[] means, double[] probabilities) {
    this.means = means.clone();
    this.probabilities = probabilities.clone();
  }

  /** Noise around 0 only. */
  static GaussianMixture centered() {
    return new GaussianMixture(new double[0], new double[0]);
  }

  /** Noise around the mean with the probability, else around 0. */
  static GaussianMixture of(double probability, double mean) {
    return new GaussianMixture(new double[] {mean}, new double[] {probability});
  }

  /** Returns log of the density at x over that of N(0, 1); at an infinite x the limit. */
  double logRatio(double x) {
    double largest = 0;
    double sum = 0;
    for (int j = 0; j < means.length; j++) {
      double exponent = exponent(j, x);
      largest = Math.max(largest, exponent);
      sum += probabilities[j] * Math.expm1(exponent);
    }
    // A ratio near 1 keeps its digits as a sum of expm1; a large one must not overflow.
    return largest <= LARGE ? Math.log1p(sum) : logRatio(x, largest);
  }

  private double logRatio(double x, double largest) {
    if (largest == Double.POSITIVE_INFINITY) {
      return largest;
    }
    double rest = 1;
    double sum = 0;
    for (int j = 0; j < means.length; j++) {
      sum += probabilities[j] * Math.exp(exponent(j, x) - largest);
      rest -= probabilities[j];
    }
    return largest + Math.log(sum + Math.max(0, rest) * Math.exp(-largest));
  }

  private double exponent(int j, double x) {
    return means[j] * (x - means[j] / 2);
  }

  /** Returns the probability of (from, to). */
  double between(double from, double to) {
    double rest = 1;
    double sum = 0;
    for (int j = 0; j < means.length; j++) {
      sum += probabilities[j] * NormalMass.between(from - means[j], to - means[j]);
      rest -= probabilities[j];
    }
    return sum + Math.max(0, rest) * NormalMass.between(from, to);
  }

  /** Returns the smallest mean or 0. */
  double lowest() {
    double lowest = 0;
    for (double mean : means) {
      lowest = Math.min(lowest, mean);
    }
    return lowest;
  }

  /** Returns the largest mean or 0. */
  double highest() {
    double highest = 0;
    for (double mean : means) {
      highest = Math.max(highest, mean);
    }
    return highest;
  }
}
