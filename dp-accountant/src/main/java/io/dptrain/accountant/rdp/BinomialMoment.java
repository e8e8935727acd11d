package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.LogSpace;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * The moment of the privacy loss of a whole order.
 *
 * <p><b>Formula:</b> E[(P/Q)^a] - 1 = sum over k = 2..a of binom(a, k) (1 - q)^(a-k) q^k (exp(k (k
 * - 1) / (2 s^2)) - 1). The binomial weights come from Loader's saddle point expansion, which keeps
 * full accuracy where logarithms of factorials would cancel.
 *
 * <p><b>Error:</b> below 1e-13 relative in the moment's logarithm or in the excess, whichever is
 * larger, on either side.
 *
 * <p><b>Source:</b> Mironov, Talwar, Zhang 2019, arXiv:1908.10530, section 3.3; Loader 2000, Fast
 * and accurate computation of binomial probabilities.
 */
final class BinomialMoment {
  /**
   * Each term is below exp(loss) and the loss falls with k; a million terms this far below the
   * largest cannot be seen in the sum.
   */
  private static final double NEGLIGIBLE = 60;

  private BinomialMoment() {}

  /** Returns log(E[(P/Q)^order] - 1). */
  static double logExcess(double q, double noise, int order) {
    // null: it is asked for probabilities, never for random numbers.
    BinomialDistribution sampled = new BinomialDistribution(null, order, q);
    LogSpace.Sum sum = new LogSpace.Sum();
    for (int k = order; k >= 2; k--) {
      double loss = (double) k * (k - 1) / noise / (2 * noise);
      if (loss < sum.logLargest() - NEGLIGIBLE) {
        break;
      }
      sum.add(sampled.logProbability(k) + LogSpace.logExpm1(loss));
    }
    return sum.log();
  }
}
