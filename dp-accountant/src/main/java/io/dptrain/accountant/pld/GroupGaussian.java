package io.dptrain.accountant.pld;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.special.Beta;

/**
 * Gaussian noise on a Poisson sample, when a group of records is added or removed.
 *
 * <p><b>Formula:</b> P = sum over j of Binomial(groupSize, q)(j) N(j, s^2) against Q = N(0, s^2).
 *
 * <p><b>Source:</b> Ganesh 2024, Tight group-level DP guarantees for DP-SGD with sampling via
 * mixture of Gaussians mechanisms, arXiv:2401.10294.
 */
record GroupGaussian(long groupSize, double samplingProbability, double noiseMultiplier)
    implements LossStep {
  /** A sample with more of the group than is likely by this is taken as revealing it. */
  private static final double NEGLIGIBLE = 1e-32;

  @Override
  public boolean hidesNothing() {
    return noiseMultiplier == 0;
  }

  @Override
  public double revealed() {
    return samplingProbability;
  }

  @Override
  public boolean isSymmetric() {
    return false;
  }

  @Override
  public LossShape shape(Direction direction, Side side) {
    return table(direction, side);
  }

  LossTable table(Direction direction, Side side) {
    if (noiseMultiplier < LossTable.SMALLEST_NOISE) {
      double drawn = -Math.expm1(groupSize * Math.log1p(-samplingProbability));
      return LossTable.revealing(drawn, direction, side);
    }
    // null: it is asked for probabilities, never for random numbers.
    BinomialDistribution drawn =
        new BinomialDistribution(null, Math.toIntExact(groupSize), samplingProbability);
    int most = 1;
    while (most < groupSize && moreThan(most) > NEGLIGIBLE) {
      most++;
    }
    double[] means = new double[most];
    double[] probabilities = new double[most];
    for (int j = 1; j <= most; j++) {
      means[j - 1] = j / noiseMultiplier;
      probabilities[j - 1] = drawn.probability(j);
    }
    GaussianMixture with = new GaussianMixture(means, probabilities);
    LossBins bins = LossBins.of(with, GaussianMixture.centered());
    LossTable table = LossTable.of(bins.seen(direction), side);
    // Larger parts of the group sit at 0 in the mixture, too well hidden for the upper side.
    return side == Side.UPPER ? table.orInfinite(NEGLIGIBLE) : table;
  }

  /** Returns the probability that more than so many of the group are drawn. */
  private double moreThan(int members) {
    return Beta.regularizedBeta(samplingProbability, members + 1.0, groupSize - (double) members);
  }
}
