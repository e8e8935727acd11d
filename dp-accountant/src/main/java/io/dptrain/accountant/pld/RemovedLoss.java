package io.dptrain.accountant.pld;

/**
 * The privacy loss of one sampled Gaussian step, when a record is added or removed.
 *
 * <p><b>Formula:</b> log(P/Q)(x) = log(1 - q + q exp((x - 1/2) / s^2)) = offset + v(x), at x = xi +
 * i angle s^2. For noise below 4, offset = log(1 - q), the loss of a record that is not sampled;
 * above, the loss at x = 0, where most of the mass is. So v is small wherever much mass sits, and
 * is computed without cancellation.
 *
 * <p>Immutable.
 */
final class RemovedLoss implements Loss {
  private static final double NARROW = 4;

  private final double samplingProbability;
  private final double noise;
  private final double logOdds;
  private final double posteriorAtZero;
  private final double offset;

  RemovedLoss(double samplingProbability, double noiseMultiplier) {
    this.samplingProbability = samplingProbability;
    double q = samplingProbability;
    this.noise = noiseMultiplier;
    this.logOdds = Math.log(q) - Math.log1p(-q) - 0.5 / noise / noise;
    double atZero = Math.log1p(q * Math.expm1(-0.5 / noise / noise));
    this.posteriorAtZero = Math.exp(Math.log(q) - 0.5 / noise / noise - atZero);
    this.offset = noise < NARROW ? Math.log1p(-q) : atZero;
  }

  @Override
  public double noise() {
    return noise;
  }

  @Override
  public double offset() {
    return offset;
  }

  @Override
  public double logOdds(double xi) {
    return logOdds + xi / noise / noise;
  }

  /**
   * Returns d Re(v) / dx times s^2: Re(w / (1 + w)), w = odds exp(i angle). It rises with xi, for
   * angles up to pi / 2, and is monotone in the angle.
   */
  double slope(double xi, double angle) {
    double logOdds = logOdds(xi);
    double cos = Math.cos(angle);
    if (logOdds <= 0) {
      double w = Math.exp(logOdds);
      return w * (cos + w) / (1 + w * (2 * cos + w));
    }
    double w = Math.exp(-logOdds);
    return (w * cos + 1) / (1 + w * (2 * cos + w));
  }

  @Override
  public double totalVariation() {
    return samplingProbability * Math.min(1, 1 / noise / Math.sqrt(2 * Math.PI));
  }

  @Override
  public double steepest(double order, double xi, double angle) {
    return order * Math.max(slope(xi, 0), slope(xi, angle));
  }

  @Override
  public double most(double order) {
    return order;
  }

  @Override
  public void putLogWeight(double xi, double angle, double[] re, double[] im, int j) {
    re[j] = 0;
    im[j] = 0;
  }

  @Override
  public void put(double xi, double angle, double[] re, double[] im, int j) {
    if (noise >= NARROW) {
      double exponent = xi / noise / noise;
      // exp(exponent + i angle) - 1 without subtracting from what is near 1.
      double half = Math.sin(angle / 2);
      double real = Math.expm1(exponent) * Math.cos(angle) - 2 * half * half;
      double imaginary = Math.exp(exponent) * Math.sin(angle);
      putLog1p(posteriorAtZero * real, posteriorAtZero * imaginary, re, im, j);
      return;
    }
    double logOdds = logOdds(xi);
    // Where w is large, 1 + w = w (1 + 1 / w), so that nothing overflows.
    double size = Math.exp(-Math.abs(logOdds));
    double sign = logOdds <= 0 ? 1 : -1;
    putLog1p(size * Math.cos(angle), sign * size * Math.sin(angle), re, im, j);
    if (logOdds > 0) {
      re[j] += logOdds;
      im[j] += angle;
    }
  }

  private static void putLog1p(double a, double b, double[] re, double[] im, int j) {
    re[j] = 0.5 * Math.log1p(a * (2 + a) + b * b);
    im[j] = Math.atan2(b, 1 + a);
  }
}
