package io.dptrain.core.optimizer;

import io.dptrain.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many examples are computed at once. A sampled batch that is larger is computed in several
 * chunks, whose clipped sums are added up before the noise; the last one is filled up with padding
 * that counts for nothing.
 *
 * <p>It is a knob of memory and speed and cannot change privacy: the clipped sum is the same to
 * rounding, and a step stays one step. Immutable.
 */
public final class PhysicalBatches {
  /** What the computation of one chunk may take, if nothing else is said: 512 MiB. */
  public static final long DEFAULT_MEMORY_LIMIT = 512L << 20;

  private final int size;
  private final long memoryLimit;

  private PhysicalBatches(int size, long memoryLimit) {
    this.size = size;
    this.memoryLimit = memoryLimit;
  }

  /**
   * Chunks of a fixed number of privacy units, all of the same shape.
   *
   * @param size at least 1
   */
  public static PhysicalBatches ofSize(int size) {
    return new PhysicalBatches((int) Checks.atLeastOne("physicalBatchSize", size), 0);
  }

  /**
   * Chunks whose activations and gradients take about so much memory. A batch that fits is computed
   * in one go, as it is.
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
  int size(long bytesPerUnit) {
    return size > 0
        ? size
        : (int) Math.min(Integer.MAX_VALUE, Math.max(1, memoryLimit / Math.max(1, bytesPerUnit)));
  }

  /** Cuts the rows of a batch into chunks of at most {@code size}; at least one, perhaps empty. */
  static List<int[]> chunks(int[] rows, int size) {
    List<int[]> chunks = new ArrayList<>();
    for (int from = 0; from == 0 || from < rows.length; from += size) {
      chunks.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + size)));
    }
    return chunks;
  }

  /** How many units a chunk is filled up to. */
  int padded(int units, int size, boolean onlyChunk) {
    boolean asItIs = this.size == 0 && onlyChunk;
    return asItIs ? Math.max(1, units) : size;
  }

  @Override
  public String toString() {
    return size > 0 ? "of " + size + " examples" : "within " + (memoryLimit >> 20) + " MiB";
  }
}
