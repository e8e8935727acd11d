package io.dptrain.examples.mnist.train;

import io.dptrain.core.sampling.FixedOrder;
import io.dptrain.core.sampling.FixedSizeSampling;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.RandomAllocation;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import java.util.Locale;

/** How the batches of a private run are drawn, as {@code --sampler} names it. */
public enum BatchSampler {
  /** Each example joins each batch by chance. */
  POISSON,

  /** The same with a largest batch, which is next to never reached. */
  TRUNCATED_POISSON,

  /** Each example is in exactly one step of each epoch, by chance. */
  RANDOM_ALLOCATION,

  /** Batches of one size without replacement; neighbors differ by replacing one example. */
  FIXED_SIZE,

  /** Passes in the order of the data, which hide nobody. */
  FIXED_ORDER;

  /** The sampler for so many examples, and about so many in a batch. */
  Sampler of(int datasetSize, int batchSize) {
    return switch (this) {
      case POISSON -> PoissonSampling.of(datasetSize, batchSize);
      case TRUNCATED_POISSON -> TruncatedPoissonSampling.of(datasetSize, batchSize);
      case RANDOM_ALLOCATION -> RandomAllocation.inBatchesOf(datasetSize, batchSize);
      case FIXED_SIZE -> FixedSizeSampling.of(datasetSize, batchSize);
      case FIXED_ORDER -> FixedOrder.of(datasetSize, batchSize);
    };
  }

  /** How many steps so many passes over the data take, rounded down; at least one. */
  long steps(long epochs, int datasetSize, int batchSize) {
    return switch (this) {
      case POISSON, TRUNCATED_POISSON, FIXED_SIZE -> Math.max(1, epochs * datasetSize / batchSize);
      case RANDOM_ALLOCATION, FIXED_ORDER -> epochs * stepsOfAPass(datasetSize, batchSize);
    };
  }

  /** How many passes over the data are full after so many steps. */
  long passes(long steps, int datasetSize, int batchSize) {
    return switch (this) {
      case POISSON, TRUNCATED_POISSON, FIXED_SIZE -> steps * batchSize / datasetSize;
      case RANDOM_ALLOCATION, FIXED_ORDER -> steps / stepsOfAPass(datasetSize, batchSize);
    };
  }

  private int stepsOfAPass(int datasetSize, int batchSize) {
    return this == FIXED_ORDER
        ? FixedOrder.of(datasetSize, batchSize).stepsPerPass()
        : RandomAllocation.inBatchesOf(datasetSize, batchSize).stepsPerEpoch();
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
