package io.dptrain.core.sampling;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import java.util.Arrays;
import java.util.List;

/**
 * Poisson sampling with a cap: a batch that would be larger is cut down to {@code maxBatchSize}
 * units, chosen uniformly among those that were drawn. So a batch always fits into memory that was
 * set aside for it.
 *
 * <p>The cap makes units depend on each other and costs privacy: next to nothing where it is seldom
 * reached, much where it is near the expected batch size. That is accounted for, by the accountant
 * of the privacy loss distribution; the Renyi accountant knows no bound for it. The guarantee is
 * for a data set of {@code datasetSize} units and its neighbors with one unit fewer or one more.
 *
 * <p><b>Source</b>: {@link TruncatedPoissonSampledEvent}.
 *
 * <p>Immutable.
 *
 * @param untruncated the sampling before the cap; its expected batch size is what the noised sum is
 *     divided by
 * @param maxBatchSize the cap, at least 1
 */
public record TruncatedPoissonSampling(PoissonSampling untruncated, int maxBatchSize)
    implements Sampler {

  /** Checks the cap. */
  public TruncatedPoissonSampling {
    Checks.atLeastOne("maxBatchSize", maxBatchSize);
  }

  /**
   * The same with a cap that is so seldom reached that it costs nothing that can be seen: with a
   * probability below {@code 2^-64} in a step.
   *
   * <p><b>Formula</b>: {@code B + t} for {@code t^2 = a (B + t / 3), a = 2 log 2^64}, by
   * Bernstein's inequality {@code P(n >= B + t) <= exp(-t^2 / (2 (B + t / 3)))}; about {@code B +
   * 9.4 sqrt(B) + 15}, and never more than all.
   */
  public static TruncatedPoissonSampling of(int datasetSize, double expectedBatchSize) {
    double a = 2 * 64 * Math.log(2);
    double above = (a / 3 + Math.sqrt(a * a / 9 + 4 * a * expectedBatchSize)) / 2;
    double cap = Math.min(datasetSize, Math.ceil(expectedBatchSize + above));
    return of(datasetSize, expectedBatchSize, (int) Math.max(1, cap));
  }

  /**
   * Sampling from {@code datasetSize} examples, {@code expectedBatchSize} at a time on average
   * before the cap, at most {@code maxBatchSize}.
   */
  public static TruncatedPoissonSampling of(
      int datasetSize, double expectedBatchSize, int maxBatchSize) {
    return new TruncatedPoissonSampling(
        PoissonSampling.of(datasetSize, expectedBatchSize), maxBatchSize);
  }

  @Override
  public int datasetSize() {
    return untruncated.datasetSize();
  }

  @Override
  public double denominator() {
    return untruncated.denominator();
  }

  @Override
  public long largestBatch() {
    return Math.min(maxBatchSize, untruncated.largestBatch());
  }

  @Override
  public List<int[]> draw(long firstStep, RandomBits bits) {
    return List.of(cut(untruncated.batch(bits), bits));
  }

  private int[] cut(int[] drawn, RandomBits bits) {
    if (drawn.length <= maxBatchSize) {
      return drawn;
    }
    for (int kept = 0; kept < maxBatchSize; kept++) {
      int chosen = kept + bits.nextBelow(drawn.length - kept);
      int row = drawn[chosen];
      drawn[chosen] = drawn[kept];
      drawn[kept] = row;
    }
    int[] batch = Arrays.copyOf(drawn, maxBatchSize);
    Arrays.sort(batch);
    return batch;
  }

  @Override
  public PrivacyEvent after(long steps, PrivacyEvent release) {
    return new SelfComposedEvent(
        new TruncatedPoissonSampledEvent(
            datasetSize(), untruncated.samplingProbability(), maxBatchSize, release),
        steps);
  }

  @Override
  public boolean stepsAreIndependent() {
    return true;
  }

  @Override
  public String description() {
    return untruncated.description() + ", cut down to " + maxBatchSize + " where there are more";
  }
}
