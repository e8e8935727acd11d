package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.NeighboringRelation;
import org.apache.commons.math3.special.Beta;

/**
 * Gaussian noise on a Poisson sample that is cut down, uniformly, when it is too large.
 *
 * <p>Given that fewer than the most were drawn of the other records, the record adds itself. Else
 * the others fill the batch, and the record, if it is kept, takes the place of one of them, so that
 * the sum moves by up to two contributions. Knowing which case it was can only help an attacker.
 *
 * <p><b>Formula:</b> with K ~ Binomial(datasetSize - 1, q), the case K >= maxBatchSize has the
 * probability {@code full}, and the record is kept in it with the probability {@code kept} = E[q
 * maxBatchSize / (K + 1) | K >= maxBatchSize]. The upper side is a Poisson sample with q in one
 * case and a {@link FixedSizeGaussian} with {@code kept} (for a record that is added or removed,
 * one direction of it) in the other. The lower side is the pair of data sets with zeros but for the
 * record.
 *
 * <p>Whether one record more costs more or less depends: where the batch is seldom full it is full
 * more often, where it is always full the record is kept less often.
 *
 * <p><b>Source:</b> docs/accounting.md; compare Ganesh 2025, Tighter privacy analysis for truncated
 * Poisson sampling, arXiv:2508.15089.
 *
 * @param datasetSize of the larger of the two data sets, or of both
 */
record TruncatedGaussian(
    long datasetSize,
    double samplingProbability,
    long maxBatchSize,
    double noiseMultiplier,
    NeighboringRelation relation)
    implements LossStep {
  /** A batch that is seldom full may as well show all: a plain sample needs no table. */
  private static final double NEGLIGIBLE = 0x1p-64;

  @Override
  public boolean hidesNothing() {
    return noiseMultiplier == 0;
  }

  @Override
  public double revealed() {
    return everKept();
  }

  @Override
  public boolean isSymmetric() {
    return relation == NeighboringRelation.REPLACE_ONE;
  }

  /** A record that is replaced leaves the size as it was stated. */
  @Override
  public LossStep inLargerPair() {
    return isSymmetric()
        ? this
        : new TruncatedGaussian(
            datasetSize + 1, samplingProbability, maxBatchSize, noiseMultiplier, relation);
  }

  @Override
  public LossShape shape(Direction direction, Side side) {
    if (full() == 0) {
      return plain(samplingProbability).shape(direction, side);
    }
    if (side == Side.UPPER && full() < NEGLIGIBLE) {
      return new OrInfinite(plain(samplingProbability).shape(direction, side), full());
    }
    return side == Side.LOWER
        ? plain(everKept()).shape(direction, side)
        : LossTable.either(full(), notFull(direction), isFull(direction));
  }

  private LossStep plain(double probability) {
    return isSymmetric()
        ? new ReplacedGaussian(probability, noiseMultiplier)
        : new SampledGaussian(probability, noiseMultiplier);
  }

  private LossTable notFull(Direction direction) {
    return isSymmetric()
        ? new ReplacedGaussian(samplingProbability, noiseMultiplier).table(Side.UPPER)
        : new SampledGaussian(samplingProbability, noiseMultiplier).table(direction, Side.UPPER);
  }

  private LossTable isFull(Direction direction) {
    return isSymmetric()
        ? new FixedSizeGaussian(kept(), noiseMultiplier / 2).table()
        : new SampledGaussian(kept(), noiseMultiplier / 2).table(direction, Side.UPPER);
  }

  private double everKept() {
    return full() == 0 ? samplingProbability : (1 - full()) * samplingProbability + full() * kept();
  }

  /** Returns the probability that the other records fill the batch. */
  double full() {
    return atLeast((double) maxBatchSize, datasetSize - 1.0);
  }

  /** Returns the probability that the record is kept, given that the others fill the batch. */
  double kept() {
    // q / (k + 1) P(k of n - 1) = P(k + 1 of n) / n, so the mean over k is a single tail.
    double keptAndFull =
        atLeast(maxBatchSize + 1.0, (double) datasetSize) * maxBatchSize / datasetSize;
    return Math.min(samplingProbability, keptAndFull / full());
  }

  /** Returns the probability that at least so many of the given number are drawn, above 0. */
  private double atLeast(double least, double trials) {
    if (least > trials || samplingProbability == 0) {
      return 0;
    }
    return samplingProbability == 1
        ? 1
        : Beta.regularizedBeta(samplingProbability, least, trials - least + 1);
  }
}
