package io.dptrain.core.sampling;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import java.util.List;
import java.util.TreeSet;

/**
 * Batches of a fixed size, drawn without replacement: each batch is uniform among all sets of
 * {@code batchSize} examples, and independent of the other batches.
 *
 * <p>Two data sets are neighbors if <b>one example has other content</b> ({@link
 * NeighboringRelation#REPLACE_ONE}): to be in the batch is to displace another, so that adding or
 * removing one has no meaning here. A sum then moves by up to twice the clip norm. Its epsilon
 * answers another question than that of {@link PoissonSampling}, and is not to be compared with it:
 * at the same noise it is several times as large.
 *
 * <p><b>Source</b>: {@link FixedSizeSampledEvent}.
 *
 * <p>Immutable.
 *
 * @param datasetSize the number of examples, at least 1; public
 * @param batchSize the number of examples in each batch, from 1 to {@code datasetSize}; public
 */
public record FixedSizeSampling(int datasetSize, int batchSize) implements Sampler {

  /** Checks both sizes. */
  public FixedSizeSampling {
    Checks.atLeastOne("datasetSize", datasetSize);
    PoissonSampling.requireBatchSize("batchSize", batchSize, datasetSize);
  }

  /** Draws {@code batchSize} of {@code datasetSize} examples in each step. */
  public static FixedSizeSampling of(int datasetSize, int batchSize) {
    return new FixedSizeSampling(datasetSize, batchSize);
  }

  @Override
  public double denominator() {
    return batchSize;
  }

  @Override
  public long largestBatch() {
    return batchSize;
  }

  /**
   * <b>Source</b>: Bentley and Floyd, "A sample of brilliance", 1987, which draws as many numbers
   * as it chooses rows.
   */
  @Override
  public List<int[]> draw(long firstStep, RandomBits bits) {
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int last = datasetSize - batchSize; last < datasetSize; last++) {
      int row = bits.nextBelow(last + 1);
      if (!chosen.add(row)) {
        chosen.add(last);
      }
    }
    return List.of(chosen.stream().mapToInt(row -> row).toArray());
  }

  @Override
  public PrivacyEvent after(long steps, PrivacyEvent release) {
    return new SelfComposedEvent(new FixedSizeSampledEvent(datasetSize, batchSize, release), steps);
  }

  @Override
  public NeighboringRelation neighboringRelation() {
    return NeighboringRelation.REPLACE_ONE;
  }

  @Override
  public boolean stepsAreIndependent() {
    return true;
  }

  @Override
  public String description() {
    return "fixed size, " + batchSize + " of " + datasetSize + " examples without replacement";
  }
}
