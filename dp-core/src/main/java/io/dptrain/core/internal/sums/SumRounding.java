package io.dptrain.core.internal.sums;

import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.sampling.Sampler;

/**
 * What rounding adds to the sensitivity of a clipped sum.
 *
 * <p><b>Formula</b>: a sum over {@code n} examples, each of l2 norm at most {@code C}, is off by at
 * most {@code (e + 4 u) n C} in l2 norm, where {@code e} depends on the size of the chunks and on
 * the number of blocks in which a chunk is added up, and {@code 4 u} is for what is rounded
 * afterwards. Two neighboring sums are both off, so they differ by at most {@code C (1 + 2 (e + 4
 * u) n)}. The noise is made for {@code C (1 + eta)} with {@code eta = 2 (e_0 n_0 + 4 u n_1)}:
 * chunks are so small and blocks so many that {@code e n <= e_0 n_0} for the size {@code n} of a
 * batch, whatever it is, and {@code n <= n_1} but for a probability below 1e-300 ({@link
 * Sampler#largestBatch}). <b>Source</b>: docs/noise.md.
 *
 * @param gradients what the sums are taken of
 * @param eta what rounding adds, relative to the l2 bound of one example; it depends on the model
 *     and on the expected batch size, and not on the chunks
 * @param budget {@code e_0 n_0}
 * @param chunk the size of the chunks, if the batch is not far larger than expected
 * @param blocks the number of blocks that a chunk is added up in
 * @param ofChunk {@code e} of such a chunk: of most batches nothing else is asked in a step
 */
public record SumRounding(
    SiteGradients<?> gradients, double eta, double budget, int chunk, int blocks, double ofChunk) {
  /** No block of fewer examples is made for a smaller error: each is a product of its own. */
  private static final int SMALLEST_BLOCK = 64;

  /** No more blocks than needed for this {@code 2 e_0 n_0} are made. */
  private static final double AIM = 0x1p-7;

  /** For no larger {@code 2 e_0 n_0} than this are sums taken in single precision. */
  private static final double MOST = 0x1p-5;

  /** Where so many blocks do not suffice, chunks are smaller. */
  private static final int MOST_BLOCKS = 256;

  /**
   * The sums of chunks are added up in double precision and rounded to single precision for the
   * noise; before, a statistic is rounded and multiplied with its weight.
   */
  private static final double AFTERWARDS = 4 * 0x1p-24;

  /**
   * Plans for batches of an expected size.
   *
   * @param bytesPerUnit what one unit leaves in memory
   */
  public static SumRounding of(
      SiteGradients<?> gradients, Sampler sampling, ChunkSizes chunks, long bytesPerUnit) {
    long largest = sampling.largestBatch();
    long planned = Math.min(largest, planned(sampling.denominator()));
    int ofWhole = blocks(gradients, planned);
    if (ofWhole == SiteGradients.IN_DOUBLE) {
      planned = largest; // smaller chunks would hardly lower what is rounded once
    }
    double allowed = gradients.sumRounding(planned, ofWhole);
    int chunk = Math.min(chunks.chunk(planned, bytesPerUnit), Size.LARGEST_CHUNK);
    int blocks = Math.min(ofWhole, 1);
    while (gradients.sumRounding(chunk, blocks) > allowed && blocks > 0 && blocks < MOST_BLOCKS) {
      blocks++;
    }
    double budget = allowed * planned;
    double afterwards = AFTERWARDS * (1 + allowed) * largest;
    double eta = 2 * (budget + afterwards);
    double ofChunk = gradients.sumRounding(chunk, blocks);
    return new SumRounding(gradients, eta, budget, chunk, blocks, ofChunk);
  }

  /** In how many blocks a batch of the planned size would be added up if it were one chunk. */
  private static int blocks(SiteGradients<?> gradients, long planned) {
    int blocks = 1;
    while (2 * gradients.sumRounding(planned, blocks) * planned > AIM
        && planned > (long) blocks * SMALLEST_BLOCK) {
      blocks++;
    }
    boolean coarse = 2 * gradients.sumRounding(planned, blocks) * planned > MOST;
    return coarse ? SiteGradients.IN_DOUBLE : blocks;
  }

  /** So many examples are in few batches, however they are drawn; it costs nothing to be off. */
  private static long planned(double expectedBatchSize) {
    return (long) Math.ceil(expectedBatchSize + 6 * Math.sqrt(expectedBatchSize) + 36);
  }

  /**
   * How many examples a chunk may hold, so that a batch of some size keeps to the budget. The sum
   * of a chunk of one is that example's contribution and not off at all, so one may always be.
   * Sizes in the graph count in 32 bits, so no chunk is larger than {@link Size#LARGEST_CHUNK}.
   *
   * @param batch the realized size
   */
  public int largestChunk(long batch) {
    if (ofChunk * batch <= budget) {
      return chunk;
    }
    int least = 1;
    int most = chunk - 1;
    while (least < most) {
      int middle = least + (most - least + 1) / 2;
      if (gradients.sumRounding(middle, blocks) * batch <= budget) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return least;
  }
}
