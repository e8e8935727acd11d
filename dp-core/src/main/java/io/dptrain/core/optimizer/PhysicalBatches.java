package io.dptrain.core.optimizer;

import io.dptrain.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private final int fixedSize;
  private final long memoryLimit;

  /**
   * A batch cut into chunks.
   *
   * @param chunks the rows of each; at least one chunk, perhaps empty
   * @param size how many units every chunk is filled up to; at least 1
   */
  record Cut(List<int[]> chunks, int size) {}

  private PhysicalBatches(int fixedSize, long memoryLimit) {
    this.fixedSize = fixedSize;
    this.memoryLimit = memoryLimit;
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

  /** The largest number of units in one chunk, if one unit takes so many bytes. */
  int largest(long bytesPerUnit) {
    return fixedSize > 0
        ? fixedSize
        : (int) Math.min(Integer.MAX_VALUE, Math.max(1, memoryLimit / Math.max(1, bytesPerUnit)));
  }

  /** The number of units in one chunk of a batch, if one unit takes so many bytes. */
  int chunk(long batch, long bytesPerUnit) {
    return fixedSize > 0 ? fixedSize : (int) Math.min(batch, largest(bytesPerUnit));
  }

  /**
   * Cuts the rows of a batch.
   *
   * @param most how many units a chunk may hold whatever the memory
   */
  Cut cut(int[] rows, long bytesPerUnit, int most) {
    int largest = Math.min(most, largest(bytesPerUnit));
    int size = fixedSize > 0 ? largest : equalParts(rows.length, largest);
    List<int[]> chunks = new ArrayList<>();
    int from = 0;
    do {
      int to = from + Math.min(size, rows.length - from);
      chunks.add(Arrays.copyOfRange(rows, from, to));
      from = to;
    } while (from < rows.length);
    return new Cut(chunks, size);
  }

  private static int equalParts(int rows, int largest) {
    int parts = Math.max(1, ceilDiv(rows, largest));
    return Math.max(1, ceilDiv(rows, parts));
  }

  private static int ceilDiv(int dividend, int divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }

  @Override
  public String toString() {
    return fixedSize > 0
        ? "of " + fixedSize + " examples"
        : "within %,d bytes".formatted(memoryLimit);
  }
}
