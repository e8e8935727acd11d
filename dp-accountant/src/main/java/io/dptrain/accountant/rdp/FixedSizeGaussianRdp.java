package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.LogSpace;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * The RDP of Gaussian noise on a sum over a batch of fixed size, drawn without replacement, under
 * REPLACE_ONE.
 *
 * <p>Replacing a record moves a clipped sum by up to twice the clip norm. That factor is applied
 * here: the noise multiplier is the standard deviation divided by the clip norm, as everywhere.
 *
 * <p>Not thread-safe.
 */
public final class FixedSizeGaussianRdp {
  /** More than ten times the largest error seen against high precision. */
  private static final double MARGIN = 1e-11;

  /** A million terms this far below the largest cannot be seen in the sum. */
  private static final double NEGLIGIBLE = 60;

  private static final double LOG_2 = Math.log(2);
  private static final double LOG_4 = Math.log(4);

  private final long batchSize;
  private final double ratio;
  private final double noise;
  private final CenteredMoments moments;
  private final Map<Integer, Double> cumulants = new HashMap<>();

  /**
   * The mechanism.
   *
   * <p><b>Domain:</b> datasetSize in [1, 2^53], batchSize in [0, datasetSize], noiseMultiplier
   * (noise standard deviation / l2 clip norm) in [0, infinity).
   */
  public FixedSizeGaussianRdp(long datasetSize, long batchSize, double noiseMultiplier) {
    Checks.positiveCount("datasetSize", datasetSize);
    Checks.require(
        batchSize >= 0 && batchSize <= datasetSize,
        "batchSize must be in [0, datasetSize], but is %s of %s",
        batchSize,
        datasetSize);
    Checks.nonNegative("noiseMultiplier", noiseMultiplier);
    this.batchSize = batchSize;
    this.ratio = (double) batchSize / datasetSize;
    this.noise =
        Math.min(noiseMultiplier, PoissonGaussianRdp.LARGEST_NOISE)
            / NeighboringRelation.REPLACE_ONE.contributions();
    this.moments = new CenteredMoments(noise);
  }

  /**
   * Returns a bound on the Renyi divergence between the outputs on data sets that differ in the
   * content of one record.
   *
   * <p><b>Formula:</b> for whole orders a, log(1 + sum over i = 2..a of binom(a, i) g^i t(i)) / (a
   * - 1) with g = batchSize / datasetSize, s the noise relative to the replacement's sensitivity,
   * t(2) = min(4 (exp(1 / s^2) - 1), 2 exp(1 / s^2)), t(i) = min(4 sqrt(B(i') B(i'')), 2 exp(i (i -
   * 1) / (2 s^2))), i' and i'' the even numbers next to i, B the {@linkplain CenteredMoments even
   * moments}. Between whole orders, (a - 1) times it is interpolated. At most a / (2 s^2), the
   * divergence without sampling.
   *
   * <p><b>Domain:</b> order in [{@link RdpOrders#SMALLEST}, {@link RdpOrders#LARGEST}].
   *
   * <p><b>Unit:</b> natural logarithm. 0 for an empty batch, infinite if the noise is 0.
   *
   * <p><b>Error:</b> upward. The theorem is a bound, for usual settings a little above the truth at
   * low orders; its evaluation adds at most 2e-11 relative.
   *
   * <p><b>Source:</b> Wang, Balle, Kasiviswanathan 2019, arXiv:1808.00087, Theorem 27; the
   * interpolation is Corollary 10, the limit is joint quasi-convexity.
   */
  public double rdp(double order) {
    RdpOrders.checkOrder(order);
    if (batchSize == 0) {
      return 0;
    }
    double unsampled = order / noise / (2 * noise);
    double rdp = ratio == 1 ? unsampled : Math.min(unsampled, interpolated(order) / (order - 1));
    return Math.nextUp(rdp * (1 + MARGIN));
  }

  private double interpolated(double order) {
    int below = (int) Math.floor(order);
    double share = order - below;
    double least = cumulant(below);
    return share == 0 ? least : (1 - share) * least + share * cumulant(below + 1);
  }

  /** Returns (order - 1) times the RDP at a whole order. */
  private double cumulant(int order) {
    return order == 1 ? 0 : cumulants.computeIfAbsent(order, this::newCumulant);
  }

  private double newCumulant(int order) {
    return Math.min(LogSpace.log1pExp(logExcess(order)), unsampledCumulant(order));
  }

  /** Term i is at most 2 (1 - g)^-a exp(i (i - 1) / (2 s^2)), which falls as i does. */
  private double logExcess(int order) {
    // null: it is asked for probabilities, never for random numbers.
    BinomialDistribution sampled = new BinomialDistribution(null, order, ratio);
    double logOthers = Math.log1p(-ratio);
    double logWeight = LOG_2 - order * logOthers;
    LogSpace.Sum sum = new LogSpace.Sum();
    // From above, so that the bound, which falls as i does, ends the sum early.
    for (int i = order; i >= 2; i--) {
      if (logWeight + unsampledCumulant(i) < sum.logLargest() - NEGLIGIBLE) {
        break;
      }
      // The theorem has binom(a, i) g^i alone, without the (1 - g)^(a - i) of the probability.
      sum.add(sampled.logProbability(i) - (order - i) * logOthers + logTerm(i));
    }
    return sum.log();
  }

  private double logTerm(int i) {
    double moment = 0.5 * (moments.log(i - i % 2) + moments.log(i + i % 2));
    return Math.min(LOG_4 + moment, LOG_2 + unsampledCumulant(i));
  }

  private double unsampledCumulant(int order) {
    return (double) order * (order - 1) / noise / (2 * noise);
  }
}
