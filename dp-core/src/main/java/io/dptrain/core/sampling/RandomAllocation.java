package io.dptrain.core.sampling;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import java.util.ArrayList;
import java.util.List;

/**
 * Random allocation, also known as balls and bins: each example is in exactly one step of each
 * epoch, drawn uniformly and independently of all other examples, anew for each epoch. A loop looks
 * as one over shuffled data does, and the privacy is proved: at usual settings epsilon is somewhat
 * below that of Poisson sampling with the same noise.
 *
 * <p>The sizes of batches vary as those of Poisson sampling do, and are as sensitive. An epoch is
 * charged whole with its first step.
 *
 * <p><b>Source</b>: {@link RandomAllocationEvent}.
 *
 * <p>Immutable.
 *
 * @param datasetSize the number of examples, at least 1
 * @param stepsPerEpoch the number of batches that they are spread over, at least 1
 */
public record RandomAllocation(int datasetSize, int stepsPerEpoch) implements Sampler {

  /** Checks both numbers. */
  public RandomAllocation {
    Checks.atLeastOne("datasetSize", datasetSize);
    Checks.atLeastOne("stepsPerEpoch", stepsPerEpoch);
  }

  /** Spreads {@code datasetSize} examples over {@code stepsPerEpoch} batches in each epoch. */
  public static RandomAllocation of(int datasetSize, int stepsPerEpoch) {
    return new RandomAllocation(datasetSize, stepsPerEpoch);
  }

  /**
   * The same by the size of a batch: an epoch has as many steps as make the mean number of examples
   * in a batch come next to {@code batchSize}.
   *
   * @param batchSize in (0, datasetSize]; at least so large that there are 2^31 - 1 steps or fewer
   */
  public static RandomAllocation inBatchesOf(int datasetSize, double batchSize) {
    Checks.atLeastOne("datasetSize", datasetSize);
    PoissonSampling.requireBatchSize("batchSize", batchSize, datasetSize);
    double steps = Math.max(1, Math.rint(datasetSize / batchSize));
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an epoch must have fewer than 2^31 steps, but batches of "
              + batchSize
              + " examples would be "
              + steps
              + "; raise the batch size");
    }
    return of(datasetSize, (int) steps);
  }

  @Override
  public int stepsDrawnTogether() {
    return stepsPerEpoch;
  }

  /** The mean number of examples in a batch. */
  @Override
  public double denominator() {
    return (double) datasetSize / stepsPerEpoch;
  }

  /** As of {@link PoissonSampling}: a batch alone is distributed as one of its. */
  @Override
  public long largestBatch() {
    return PoissonSampling.of(datasetSize, denominator()).largestBatch();
  }

  @Override
  public List<int[]> draw(long firstStep, RandomBits bits) {
    int[] stepOf = new int[datasetSize];
    int[] sizes = new int[stepsPerEpoch];
    for (int row = 0; row < datasetSize; row++) {
      stepOf[row] = bits.nextBelow(stepsPerEpoch);
      sizes[stepOf[row]]++;
    }
    List<int[]> batches = new ArrayList<>(stepsPerEpoch);
    for (int size : sizes) {
      batches.add(new int[size]);
    }
    for (int row = datasetSize - 1; row >= 0; row--) {
      int step = stepOf[row];
      batches.get(step)[--sizes[step]] = row;
    }
    return batches;
  }

  /** Each epoch that began, whole: where a unit is was drawn for all of its steps. */
  @Override
  public PrivacyEvent after(long steps, PrivacyEvent release) {
    return new SelfComposedEvent(
        new RandomAllocationEvent(stepsPerEpoch, release), Epochs.begun(steps, stepsPerEpoch));
  }

  @Override
  public String description() {
    return "random allocation, each of "
        + datasetSize
        + " examples in one of the "
        + stepsPerEpoch
        + " steps of each epoch";
  }
}
