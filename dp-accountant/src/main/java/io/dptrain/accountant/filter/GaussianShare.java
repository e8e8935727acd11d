package io.dptrain.accountant.filter;

import io.dptrain.accountant.analytic.AnalyticGaussian;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.NormalTail;

/**
 * What a share of a budget allows: with probability {@code rest} everything is revealed, else one
 * Gaussian release of variance 1 that moves by {@code shift}.
 *
 * <p><b>Formula:</b> delta(epsilon) = rest + (1 - rest) (Phi(m / 2 - epsilon / m) - exp(epsilon)
 * Phi(-m / 2 - epsilon / m)), m the shift. It is convex in exp(epsilon), with the slope -(1 - rest)
 * Phi(-m / 2 - epsilon / m).
 *
 * <p><b>Error:</b> downward, as it is what others are held against.
 *
 * @param shift in (0, infinity)
 * @param rest in [0, 1)
 */
record GaussianShare(double shift, double rest) {
  /** More than the error of both formulas. */
  private static final double DOWN = 1 - 1e-10;

  private static final double LARGEST_REST = 0.5;

  /** What a multiple of the share allows; all is revealed where that is too much to be a share. */
  GaussianShare times(double share) {
    return new GaussianShare(shift * Math.sqrt(share), Math.min(share * rest, LARGEST_REST));
  }

  double delta(double epsilon) {
    double gaussian =
        new AnalyticGaussian(NeighboringRelation.ADD_OR_REMOVE_ONE, 1 / shift, 1).delta(epsilon);
    return (rest + (1 - rest) * gaussian) * DOWN;
  }

  /**
   * The fall of delta for each unit of exp(epsilon), zero or more, times the exponential of another
   * epsilon. <b>Error:</b> on either side, by less than 1e-10 relative.
   */
  double scaledFall(double epsilon, double scale) {
    return (1 - rest) * Math.exp(NormalTail.log(shift / 2 + epsilon / shift) + scale);
  }
}
