package io.dptrain.accountant.pld;

import io.dptrain.accountant.internal.NormalTail;

/**
 * delta of one sampled Gaussian step alone, in closed form: one step's loss may hardly be spread at
 * all, and then a contour is long.
 *
 * <p><b>Formula:</b> with F the distribution function of N(0, 1) and x the output at which the loss
 * is epsilon, for REMOVE q F((1 - x) / s) - (exp(epsilon) - 1 + q) F(-x / s), for ADD (1 -
 * exp(epsilon) (1 - q)) F(x / s) - exp(epsilon) q F((x - 1) / s). Both terms are found as
 * logarithms: a factor may be above the largest number, or below the smallest, where the term is
 * not.
 *
 * <p><b>Error:</b> lower and upper are apart by what the allowance for F and rounding makes of the
 * two terms, which is no proof, and by the smallest normal number.
 *
 * <p>Immutable.
 */
record SingleStep(SampledGaussian step, Direction direction) {
  static final double LARGEST_NOISE = 1000;

  private static final double ALLOWANCE = 1e-11;
  private static final double ROUNDING = 4 * 0x1p-53;

  /** Terms below this, as a logarithm, are below the smallest number. */
  private static final double NOTHING = -750;

  /** A factor and a tail as logarithms, with the allowance for them. */
  private record Term(double log, double allowance) {
    static Term of(double logFactor, double scaled) {
      double rounding = ROUNDING * (2 + Math.abs(logFactor) + scaled * scaled);
      return new Term(logFactor + NormalTail.log(scaled), ALLOWANCE + rounding);
    }

    Term orAsMuchAs(double more) {
      return new Term(log, allowance + more);
    }

    double least() {
      return Math.exp(log - allowance);
    }

    double most() {
      return Math.exp(log + allowance);
    }
  }

  Interval delta(double epsilon) {
    return direction == Direction.REMOVE ? removed(epsilon) : added(epsilon);
  }

  private Interval removed(double epsilon) {
    double q = step.samplingProbability();
    // Near 0, exp(epsilon) - 1 would lose its digits; far from it, overflow.
    double logRest =
        epsilon < 1
            ? Math.log(Math.expm1(epsilon) + q)
            : epsilon + Math.log1p((q - 1) * Math.exp(-epsilon));
    double x = crossing(logRest - Math.log(q));
    return difference(Term.of(Math.log(q), scaled(x - 1)), Term.of(logRest, scaled(x)));
  }

  /** The loss of a record that is added is below -log(1 - q), so epsilon is not large here. */
  private Interval added(double epsilon) {
    double q = step.samplingProbability();
    double rest = Math.expm1(-epsilon) + q;
    if (!(rest > 0)) {
      return Interval.ZERO;
    }
    double x = crossing(Math.log(rest / q));
    Term left = Term.of(epsilon + Math.log(rest), scaled(-x));
    // The two parts of the rest may cancel.
    return difference(
        left.orAsMuchAs(ROUNDING * q / rest), Term.of(epsilon + Math.log(q), scaled(1 - x)));
  }

  private double crossing(double logOdds) {
    return 0.5 + step.noiseMultiplier() * step.noiseMultiplier() * logOdds;
  }

  private double scaled(double x) {
    return x / step.noiseMultiplier();
  }

  private static Interval difference(Term left, Term right) {
    if (!(left.log() > NOTHING)) {
      return new Interval(0, Double.MIN_NORMAL);
    }
    double lower = left.least() - right.most() - Double.MIN_NORMAL;
    double upper = left.most() - right.least() + Double.MIN_NORMAL;
    return new Interval(lower > 0 ? lower : 0, upper >= 0 ? Math.min(1, upper) : 1);
  }
}
