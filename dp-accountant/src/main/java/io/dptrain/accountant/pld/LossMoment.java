package io.dptrain.accountant.pld;

/**
 * The moment generating function of one step's privacy loss on the line Re t = z.
 *
 * <p><b>Formula:</b> E[exp((z + i d y) loss)] = exp((order + i y) offset) G(y), G(y) =
 * E_Q[exp((order + i y) v)], order = 1 + z for REMOVE and -z for ADD, d the sign of the direction,
 * offset and v those of {@link Loss}; by the trapezoid rule on {@link LossLine}. Where G is near 1,
 * it is found as 1 + E_Q[exp((order + i y) v) - 1], so that rounding is relative to the cost of the
 * step.
 *
 * <p><b>Error:</b> at every y >= 0, |computed - true| <= error(y) G(0). At Im x = a s^2 the
 * integrand has modulus at most exp(-y arg(1 + w)) times that at y = 0, and it is analytic for 0 <=
 * Im x <= 2 c s^2, c the angle of the line. There, for all y >= 0 alike, its integral of absolute
 * values is at most G(0) on the lower edge and exp(2 c^2 s^2) G(0) on the upper (for ADD times
 * 2^(z/2), as |1 + w| >= (1 + |w|) / sqrt 2); so the rule with step h errs by at most (1 + that) /
 * (exp(2 pi c s^2 / h) - 1). Terms that are left out are added up. These are proofs; the rounding
 * of the arithmetic is an allowance.
 *
 * <p><b>Source:</b> Trefethen, Weideman 2014, The exponentially convergent trapezoidal rule,
 * theorem 5.1.
 *
 * <p>Immutable.
 */
final class LossMoment {
  /** A few units of rounding. */
  private static final double ROUNDING = 4 * 0x1p-53;

  /** The operations of one term, and those of its powers between two renewals. */
  private static final double OPERATIONS = 80;

  private static final double NEGLIGIBLE = 12;

  private final LossLine line;
  private final Direction direction;
  private final double logScale;
  private final boolean nearOne;
  private final double sum;
  private final double log;
  private final double omitted;
  private final double rounding;
  private final double roundingSlope;
  private final double roundingLimit;
  private final double mean;
  private final double variance;
  private final double meanSlope;

  private int kept;
  private final double[] lossRe;
  private final double[] lossIm;
  private final double[] weightRe;
  private final double[] weightIm;
  private final double[] termRe;
  private final double[] termIm;

  private LossMoment(LossLine line, Direction direction, double logTolerance) {
    this.line = line;
    this.direction = direction;
    int size = line.size();
    this.lossRe = new double[size];
    this.lossIm = new double[size];
    this.weightRe = new double[size];
    this.weightIm = new double[size];
    this.termRe = new double[size];
    this.termIm = new double[size];
    double[] logWeight = new double[size];
    double highest = Double.NEGATIVE_INFINITY;
    double total = 0;
    for (int j = 0; j < size; j++) {
      line.loss().put(line.xi(j), line.angle(), lossRe, lossIm, j);
      logWeight[j] = line.logWeight(j, line.angle());
      highest = Math.max(highest, logWeight[j] + line.order() * lossRe[j]);
    }
    for (int j = 0; j < size; j++) {
      double phase = line.order() * lossIm[j] - line.angle() * line.xi(j);
      double log = logWeight[j] + line.order() * lossRe[j];
      total += Math.exp(log - highest) * Math.cos(phase);
    }
    double plainLog = highest + Math.log(total);
    this.nearOne = Math.abs(plainLog) < 0.5;
    this.logScale = nearOne ? 0 : highest;
    double threshold = nearOne ? logTolerance : highest + logTolerance;
    double left = 0;
    double absolute = 0;
    double slope = 0;
    double limit = 0;
    double exponents = 0;
    double first = 0;
    double second = 0;
    double deviation = 0;
    double slopes = 0;
    double allWeights = 0;
    double ends = 0;
    for (int j = 0; j < size; j++) {
      double log = logWeight[j] + line.order() * lossRe[j];
      double largest = nearOne ? Math.max(log, logWeight[j]) : log;
      double term = Math.exp(log - logScale);
      ends += j == 0 || j == size - 1 ? 2 * Math.exp(largest - logScale) : 0;
      if (largest < threshold - NEGLIGIBLE) {
        left += 2 * Math.exp(largest - logScale);
        continue;
      }
      exponents = Math.max(exponents, exponents(j));
      keep(j, Math.exp(logWeight[j] - logScale));
      double tiltedRe = term * Math.cos(phaseOfTerm(j));
      double tiltedIm = term * Math.sin(phaseOfTerm(j));
      double v = lossRe[kept];
      double a = lossIm[kept];
      deviation += termRe[kept];
      first += tiltedRe * v - tiltedIm * a;
      second += tiltedRe * (v * v - a * a) - 2 * tiltedIm * v * a;
      absolute += Math.hypot(termRe[kept], termIm[kept]);
      slope += nearOne ? term * Math.hypot(v, a) : 0;
      limit += nearOne ? 2 * term : 0;
      slopes += term * a;
      allWeights += term;
      kept++;
    }
    this.sum = nearOne ? 1 + deviation : deviation;
    this.log = nearOne ? Math.log1p(deviation) : logScale + Math.log(deviation);
    double unit = ROUNDING * (OPERATIONS + exponents) / sum;
    this.rounding = unit * absolute;
    this.roundingSlope = unit * slope;
    this.roundingLimit = unit * limit;
    double shift = line.angle() * line.loss().noise();
    double quadrature = line.quadratureError(1, 2 * shift * shift) * (nearOne ? 3 : 1);
    this.omitted = quadrature + (left + line.beyond(ends)) / sum;
    this.mean = first / sum;
    this.variance = Math.max(second / sum - mean * mean, Double.MIN_NORMAL);
    this.meanSlope = slopes / allWeights / line.angle();
  }

  /** Returns the moments of the step, to about exp(logTolerance). */
  static LossMoment at(SampledGaussian step, Direction direction, double z, double logTolerance) {
    LossLine line = new LossLine(new Loss(step), direction, z, logTolerance);
    return new LossMoment(line, direction, logTolerance);
  }

  private double phaseOfTerm(int j) {
    return line.order() * lossIm[j] - line.angle() * line.xi(j);
  }

  /** Moves point j to the next free place; its term is the weight times exp or expm1. */
  private void keep(int j, double weight) {
    double v = lossRe[j];
    double a = lossIm[j];
    double turn = -line.angle() * line.xi(j);
    double logTerm = line.logWeight(j, line.angle()) + line.order() * v - logScale;
    lossRe[kept] = v;
    lossIm[kept] = a;
    if (nearOne) {
      weightRe[kept] = weight * Math.cos(turn);
      weightIm[kept] = weight * Math.sin(turn);
      putWeightedExpm1(kept, line.order() * v, line.order() * a, termRe, termIm);
    } else {
      double phase = turn + line.order() * a;
      termRe[kept] = Math.exp(logTerm) * Math.cos(phase);
      termIm[kept] = Math.exp(logTerm) * Math.sin(phase);
    }
  }

  private void putWeightedExpm1(int j, double a, double b, double[] re, double[] im) {
    double half = Math.sin(b / 2);
    double real = Math.expm1(a) * Math.cos(b) - 2 * half * half;
    double imaginary = Math.exp(a) * Math.sin(b);
    re[j] = weightRe[j] * real - weightIm[j] * imaginary;
    im[j] = weightRe[j] * imaginary + weightIm[j] * real;
  }

  /** Returns log E[exp(z loss)]; infinite if too large to find. */
  double log() {
    return sum > 0 ? line.order() * line.loss().offset() + log : Double.POSITIVE_INFINITY;
  }

  /** Returns a bound on the error of G(y), in units of G(0). It rises with y. */
  double error(double y) {
    return omitted + rounding + Math.min(y * roundingSlope, roundingLimit);
  }

  /** Returns the constant part of the loss. */
  double offset() {
    return direction.sign() * line.loss().offset();
  }

  /** Returns the mean of the loss under the distribution tilted by exp(z loss). */
  double mean() {
    return direction.sign() * (line.loss().offset() + mean);
  }

  /** Returns the variance of the loss under the tilted distribution. */
  double variance() {
    return variance;
  }

  int kept() {
    return kept;
  }

  /** Puts the terms at y into the arrays. */
  void putTerms(double y, double[] re, double[] im) {
    for (int j = 0; j < kept; j++) {
      if (nearOne) {
        double a = line.order() * lossRe[j] - y * lossIm[j];
        double b = line.order() * lossIm[j] + y * lossRe[j];
        putWeightedExpm1(j, a, b, re, im);
      } else {
        double shrink = Math.exp(-y * lossIm[j]);
        double cos = shrink * Math.cos(y * lossRe[j]);
        double sin = shrink * Math.sin(y * lossRe[j]);
        re[j] = termRe[j] * cos - termIm[j] * sin;
        im[j] = termRe[j] * sin + termIm[j] * cos;
      }
    }
  }

  /** Puts what takes the terms at y to those at y + step: term times factor plus summand. */
  void putStep(double step, double[] re, double[] im, double[] summandRe, double[] summandIm) {
    for (int j = 0; j < kept; j++) {
      double a = -step * lossIm[j];
      double b = step * lossRe[j];
      re[j] = Math.exp(a) * Math.cos(b);
      im[j] = Math.exp(a) * Math.sin(b);
      if (nearOne) {
        putWeightedExpm1(j, a, b, summandRe, summandIm);
      }
    }
  }

  /** Returns log |G(y)| / G(0) from the sum of the terms at y. */
  double logRatio(double re, double im) {
    return nearOne
        ? 0.5 * Math.log1p(re * (2 + re) + im * im) - log
        : Math.log(Math.hypot(re, im) / sum);
  }

  /** Returns arg G(y) from the sum of the terms at y. */
  double argument(double re, double im) {
    return Math.atan2(im, nearOne ? 1 + re : re);
  }

  /**
   * Returns a bound on log(|G(y')| / G(0)) for all y' >= y.
   *
   * <p><b>Formula:</b> log of the integral of the integrand's absolute value, exp(-x^2 / (2 s^2) +
   * a^2 s^2 / 2 + order Re v - y arg(1 + w)), on the line of the angle a, divided by G(0). It falls
   * with y since arg(1 + w) >= 0.
   *
   * <p><b>Error:</b> upward: the error of its own trapezoid sum, bounded as that of G, is added.
   */
  double logDecay(double y) {
    double angle = line.angle();
    double best = y * meanSlope / line.loss().noise() / line.loss().noise();
    double decay = Math.min(0, logDecay(y, Math.min(angle, best)));
    if (best < 2 * angle) {
      decay = Math.min(decay, logDecay(y, Math.min(angle, best / 2)));
    }
    return best < angle ? Math.min(decay, logDecay(y, Math.min(angle, 2 * best))) : decay;
  }

  private double logDecay(double y, double at) {
    double[] re = new double[1];
    double[] im = new double[1];
    double total = 0;
    double ends = 0;
    for (int j = 0; j < line.size(); j++) {
      line.loss().put(line.xi(j), at, re, im, 0);
      double log = line.logWeight(j, at) + line.order() * re[0] - logScale;
      total += Math.exp(log - y * im[0]);
      ends += j == 0 || j == line.size() - 1 ? Math.exp(log) : 0;
    }
    double noise = line.loss().noise();
    double growth = (line.angle() * line.angle() + at * at) * noise * noise / 2;
    double quadrature = 2 * line.quadratureError(0, growth);
    double relative = (total + line.beyond(ends)) / sum + quadrature;
    return Math.log(relative + error(0) + ROUNDING * OPERATIONS);
  }

  /** Returns the sizes of what is added up in a term's exponent, and of phase over decay. */
  private double exponents(int j) {
    double noise = line.loss().noise();
    double scaled = Math.abs(line.xi(j)) / noise;
    double size = Math.hypot(lossRe[j], lossIm[j]);
    double odds = (scaled + 0.5 / noise) / noise;
    double order = Math.abs(line.order());
    return scaled * scaled / 2
        + order * size
        + (1 + order * Math.min(1, size)) * odds * (1 + Math.abs(lossRe[j]) / lossIm[j])
        + line.angle() * scaled * noise;
  }
}
