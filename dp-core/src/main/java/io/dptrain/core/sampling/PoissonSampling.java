package io.dptrain.core.sampling;

import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.RandomBits;
import java.util.Arrays;
import java.util.List;

/**
 * Poisson sampling: each example joins each batch independently of everything else, with the same
 * probability. The size of a batch varies and may be zero; it is sensitive.
 *
 * <p>This is the sampling that amplification by {@link PoissonSampledEvent} is about. Shuffled
 * batches of a fixed size are something else and hide less.
 *
 * <p>Immutable.
 *
 * @param datasetSize the number of examples to sample from, at least 1
 * @param expectedBatchSize the mean number of examples in a batch: a public constant, which the
 *     noised sum is divided by; in (0, datasetSize]
 */
public record PoissonSampling(int datasetSize, double expectedBatchSize) implements Sampler {

  /** Checks both sizes. */
  public PoissonSampling {
    Checks.atLeastOne("datasetSize", datasetSize);
    requireBatchSize("expectedBatchSize", expectedBatchSize, datasetSize);
  }

  /** Requires a batch size in (0, datasetSize]. */
  static void requireBatchSize(String name, double batchSize, int datasetSize) {
    Checks.positiveFinite(name, batchSize);
    if (batchSize > datasetSize) {
      throw new IllegalArgumentException(
          name
              + " must be at most datasetSize, but is "
              + batchSize
              + " of "
              + datasetSize
              + " examples; lower the batch size");
    }
  }

  /** Sampling from {@code datasetSize} examples, {@code expectedBatchSize} at a time on average. */
  public static PoissonSampling of(int datasetSize, double expectedBatchSize) {
    return new PoissonSampling(datasetSize, expectedBatchSize);
  }

  /** The probability with which each example joins each batch. No unit, in (0, 1]. */
  public double samplingProbability() {
    return expectedBatchSize / datasetSize;
  }

  @Override
  public double denominator() {
    return expectedBatchSize;
  }

  /**
   * <b>Formula</b>: {@code P(n >= B + t) <= exp(-t^2 / (2 (B + t / 3)))} for a number of
   * independent successes of mean {@code B} (Bernstein), which is below 1e-300 for {@code t = 40
   * sqrt(B) + 800}.
   */
  @Override
  public long largestBatch() {
    return (long) Math.ceil(expectedBatchSize + 40 * Math.sqrt(expectedBatchSize) + 800);
  }

  /** Steps are alike and independent: the event of one, so many times. */
  @Override
  public PrivacyEvent after(long steps, PrivacyEvent release) {
    return new SelfComposedEvent(new PoissonSampledEvent(samplingProbability(), release), steps);
  }

  /**
   * <b>Formula</b>: the gaps between chosen rows are geometric, {@code floor(log(u) / log(1 - q))}
   * for uniform {@code u}, which costs one draw per chosen row. <b>Error</b>: the distribution
   * function of a gap is off by less than {@code 2^-50}.
   */
  @Override
  public List<int[]> draw(long firstStep, RandomBits bits) {
    return List.of(batch(bits));
  }

  /** Draws one batch. */
  int[] batch(RandomBits bits) {
    double probability = samplingProbability();
    int[] rows = new int[expectedCapacity()];
    int size = 0;
    double next = gap(bits, probability);
    while (next < datasetSize) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
      }
      rows[size++] = (int) next;
      next += 1 + gap(bits, probability);
    }
    return Arrays.copyOf(rows, size);
  }

  private static double gap(RandomBits bits, double probability) {
    if (probability == 1) {
      return 0;
    }
    return Math.floor(Math.log(bits.nextOpenUniform()) / Math.log1p(-probability));
  }

  private int expectedCapacity() {
    return (int) Math.min(datasetSize, expectedBatchSize + 6 * Math.sqrt(expectedBatchSize) + 8);
  }

  @Override
  public boolean stepsAreIndependent() {
    return true;
  }

  @Override
  public String description() {
    return "Poisson, each of "
        + datasetSize
        + " examples with probability "
        + samplingProbability()
        + " in each step";
  }
}
