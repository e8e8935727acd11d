package io.dptrain.accountant.pld;

import java.util.List;

/**
 * The total privacy loss under its distribution tilted by exp(z loss).
 *
 * <p><b>Formula:</b> K(z) = log E[exp(z loss)] = sum of count_i K_i(z) + g z (1 + z) / 2, g the sum
 * of noiseMultiplier^-2 of the plain Gaussian steps.
 *
 * <p>Immutable.
 */
final class TiltedLoss {
  private static final double ROUNDING = 8 * 0x1p-53;

  private final double z;
  private final List<Moment> moments;
  private final List<Double> counts;
  private final double precision;
  private final double log;
  private final double mean;
  private final double variance;
  private final double error;
  private final double offset;

  TiltedLoss(double z, List<Moment> moments, List<Double> counts, double precision) {
    this.z = z;
    this.moments = moments;
    this.counts = counts;
    this.precision = precision;
    double logSum = precision * z * (1 + z) / 2;
    double meanSum = precision * (z + 0.5);
    double varianceSum = precision;
    double errorSum = ROUNDING * logSum;
    double offsetSum = 0;
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      double count = counts.get(i);
      logSum += count * moment.log();
      meanSum += count * moment.mean();
      varianceSum += count * moment.variance();
      errorSum += count * (moment.error(0) + ROUNDING * Math.abs(moment.log()));
      // The offset was multiplied with the order, which is at most 1 + z in size.
      errorSum += count * ROUNDING * Math.abs((1 + z) * moment.offset());
      offsetSum += count * moment.offset();
    }
    this.log = logSum;
    this.mean = meanSum;
    this.variance = varianceSum;
    this.error = errorSum;
    this.offset = offsetSum;
  }

  /** Returns the same moments under other counts of the same kinds of steps. */
  TiltedLoss with(LossSum sum) {
    return new TiltedLoss(z, moments, sum.counts(), sum.precision());
  }

  double z() {
    return z;
  }

  List<Moment> moments() {
    return moments;
  }

  double count(int moment) {
    return counts.get(moment);
  }

  double precision() {
    return precision;
  }

  /** Returns K(z); infinite if too large to find. */
  double log() {
    return log;
  }

  /** Returns a bound on the error of {@link #log}. */
  double error() {
    return error;
  }

  /** Returns a bound on the error of E[exp((z + i y) loss)], in units of that at y = 0. */
  double error(double y) {
    double sum = error + ROUNDING * (4 + precision * y * (1 + z + y));
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      sum += counts.get(i) * (moment.error(y) + ROUNDING * y * Math.abs(moment.offset()));
    }
    return sum;
  }

  double mean() {
    return mean;
  }

  double variance() {
    return variance;
  }

  /** Returns the part of the loss that is constant. */
  double offset() {
    return offset;
  }

  boolean isFinite() {
    return Double.isFinite(log) && Double.isFinite(mean) && Double.isFinite(error);
  }

  /** Returns a bound on log |E exp((z + i y') loss)| - K(z) for all y' >= y. */
  double logDecay(double y) {
    double decay = -precision * y * y / 2;
    for (int i = 0; i < moments.size(); i++) {
      decay += counts.get(i) * moments.get(i).logDecay(y);
    }
    return decay;
  }

  /**
   * Returns a bound on log delta(epsilon).
   *
   * <p><b>Formula:</b> K(z) - z epsilon + z log z - (1 + z) log(1 + z), as (1 - e^-u)_+ is at most
   * z^z (1 + z)^-(1 + z) e^(zu).
   */
  double logChernoff(double epsilon) {
    return log + error - z * epsilon + chernoffFactor();
  }

  /** Returns the epsilon at which {@link #logChernoff} is logDelta. */
  double chernoffEpsilon(double logDelta) {
    return (log + error + chernoffFactor() - logDelta) / z * (1 + ROUNDING);
  }

  private double chernoffFactor() {
    return z * Math.log(z) - (1 + z) * Math.log1p(z);
  }

  /** Returns the epsilon to which z is the saddle point. */
  double saddleEpsilon() {
    return mean - 1 / z - 1 / (1 + z);
  }

  /** Returns log delta at {@link #saddleEpsilon}, to first order. */
  double saddleLogDelta() {
    double curvature = variance + 1 / (z * z) + 1 / (1 + z) / (1 + z);
    return log
        - z * saddleEpsilon()
        - Math.log(z)
        - Math.log1p(z)
        - Math.log(2 * Math.PI * curvature) / 2;
  }
}
