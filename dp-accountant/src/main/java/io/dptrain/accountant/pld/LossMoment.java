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
final class LossMoment implements Moment {
  /** A few units of rounding. */
  private static final double ROUNDING = 4 * 0x1p-53;

  /** The operations of one term, and those of its powers between two renewals. */
  private static final double OPERATIONS = 80;

  private static final double LARGEST_ERROR = 0.01;

  /** Powers are formed by multiplication, and anew after this many, before rounding adds up. */
  private static final int RENEWED = 64;

  private final LossLine line;
  private final Direction direction;
  private final LossTerms terms;
  private final double sum;
  private final double log;
  private final double unit;
  private final double omitted;

  private LossMoment(LossLine line, Direction direction, double logTolerance) {
    this.line = line;
    this.direction = direction;
    this.terms = new LossTerms(line, logTolerance);
    this.sum = terms.sum();
    this.log = terms.log();
    this.unit = ROUNDING * (OPERATIONS + terms.largestExponent());
    double shift = line.angle() * line.loss().noise();
    // Near 1 the weights are taken as adding up to 1, with an error like that of G(0), and G(0) may
    // be less than 1 by a factor of exp(-1/2): together at most 2.7 times that of G(0).
    double quadrature = line.quadratureError(1, 2 * shift * shift) * (terms.isNearOne() ? 3 : 1);
    this.omitted = quadrature + (terms.dropped() + line.beyond(terms.ends())) / sum;
  }

  /** Returns the moments of the step, to about exp(logTolerance). */
  static LossMoment at(Loss loss, Direction direction, double z, double logTolerance) {
    LossLine line = new LossLine(loss, direction, z, logTolerance);
    return new LossMoment(line, direction, logTolerance);
  }

  @Override
  public int terms() {
    return terms.kept();
  }

  @Override
  public double log() {
    return sum > 0 && error(0) < LARGEST_ERROR
        ? line.order() * line.loss().offset() + log
        : Double.POSITIVE_INFINITY;
  }

  @Override
  public double error(double y) {
    return omitted + unit * terms.size(y) / sum;
  }

  @Override
  public double offset() {
    return direction.sign() * line.loss().offset();
  }

  @Override
  public double mean() {
    return direction.sign() * (line.loss().offset() + terms.mean());
  }

  @Override
  public double variance() {
    return terms.variance();
  }

  @Override
  public void putLine(double spacing, double[] logRatio, double[] argument) {
    int size = terms.kept();
    double[] re = new double[size];
    double[] im = new double[size];
    double[] factorRe = new double[size];
    double[] factorIm = new double[size];
    double[] summandRe = new double[size];
    double[] summandIm = new double[size];
    // The heights are equally spaced: a product for each term, in place of a sine and a cosine.
    terms.putStep(spacing, factorRe, factorIm, summandRe, summandIm);
    for (int k = 0; k < logRatio.length; k++) {
      if (k % RENEWED == 0) {
        terms.putTerms(k * spacing, re, im);
      }
      double sumRe = 0;
      double sumIm = 0;
      for (int j = 0; j < size; j++) {
        double a = re[j];
        double b = im[j];
        sumRe += a;
        sumIm += b;
        re[j] = a * factorRe[j] - b * factorIm[j] + summandRe[j];
        im[j] = a * factorIm[j] + b * factorRe[j] + summandIm[j];
      }
      logRatio[k] = logRatio(sumRe, sumIm);
      argument[k] = Math.atan2(sumIm, terms.isNearOne() ? 1 + sumRe : sumRe);
    }
  }

  private double logRatio(double re, double im) {
    if (!terms.isNearOne()) {
      return Math.log(Math.hypot(re, im) / sum);
    }
    double excess = re * (2 + re) + im * im;
    return excess > -0.5 ? 0.5 * Math.log1p(excess) - log : Math.log(Math.hypot(1 + re, im)) - log;
  }

  /**
   * {@inheritDoc}
   *
   * <p><b>Formula:</b> log of the integral of the integrand's absolute value, exp(-x^2 / (2 s^2) +
   * a^2 s^2 / 2 + order Re v - y arg(1 + w)), on the line of the angle a, divided by G(0). It falls
   * with y since arg(1 + w) >= 0.
   *
   * <p><b>Error:</b> upward: the error of its own trapezoid sum, bounded as that of G, is added.
   */
  @Override
  public double logDecay(double y) {
    double angle = line.angle();
    // Each angle up to the line's gives a bound. Raising a by da costs a s^2 da and gains about y
    // meanSlope da, so the best is near where these are equal; it is a guess, hence also its half
    // and double.
    double best = y * terms.meanSlope() / line.loss().noise() / line.loss().noise();
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
      line.loss().putLogWeight(line.xi(j), at, re, im, 0);
      double log = line.logWeight(j, at) + re[0] - terms.logScale();
      line.loss().put(line.xi(j), at, re, im, 0);
      log += line.order() * re[0];
      total += Math.exp(log - y * im[0]);
      // Without the decay, which falls to nothing beyond the lower end.
      ends += j == 0 || j == line.size() - 1 ? Math.exp(log) : 0;
    }
    double noise = line.loss().noise();
    double growth = (line.angle() * line.angle() + at * at) * noise * noise / 2;
    double quadrature = 2 * line.quadratureError(0, growth);
    double relative = (total + line.beyond(ends)) / sum + quadrature;
    return Math.log(relative * (1 + unit) + error(0));
  }
}
