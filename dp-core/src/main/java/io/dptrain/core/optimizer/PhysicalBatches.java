package io.dptrain.core.optimizer;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.sums.ChunkSizes;

/**
 * How many examples are computed at once. A sampled batch that is larger is computed in several
 * chunks, whose clipped sums are added up before the noise; chunks are filled up with padding that
 * counts for nothing.
 *
 * <p>It is a knob of memory and speed and cannot change privacy: the clipped sum is the same to
 * rounding, and a step stays one step. Immutable.
 */
public final class PhysicalBatches {
  /** What one chunk may leave in memory, if nothing else is said: 128 MiB. */
  public static final long DEFAULT_MEMORY_LIMIT = 128L << 20;

  private final ChunkSizes sizes;

  private PhysicalBatches(int fixedSize, long memoryLimit) {
    this.sizes = new ChunkSizes(fixedSize, memoryLimit);
  }

  /**
   * Chunks of a fixed number of privacy units, all of the same shape: a single example is filled up
   * to it, too. For an empty batch nothing is computed. A batch far above the expected size is cut
   * into smaller ones, as the rounding of its sum would else exceed what the noise is made for.
   *
   * @param size at least 1
   */
  public static PhysicalBatches ofSize(int size) {
    return new PhysicalBatches((int) Checks.atLeastOne("physicalBatchSize", size), 0);
  }

  /**
   * Chunks that leave about so much memory, in the tensors that the backward pass reads and in
   * those that norms are made of. A batch that fits is computed in one go, as it is; another is cut
   * into equal parts.
   *
   * @param bytes at least 1
   */
  public static PhysicalBatches within(long bytes) {
    return new PhysicalBatches(0, Checks.atLeastOne("memoryLimit", bytes));
  }

  /** Within {@link #DEFAULT_MEMORY_LIMIT}. */
  public static PhysicalBatches automatic() {
    return within(DEFAULT_MEMORY_LIMIT);
  }

  ChunkSizes sizes() {
    return sizes;
  }

  @Override
  public String toString() {
    return sizes.fixedSize() > 0
        ? "of " + sizes.fixedSize() + " examples"
        : "within %,d bytes".formatted(sizes.memoryLimit());
  }
}
