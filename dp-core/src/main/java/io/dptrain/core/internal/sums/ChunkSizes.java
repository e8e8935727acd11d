package io.dptrain.core.internal.sums;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How large the chunks of a batch are: of a fixed size, or so large that they leave about so much
 * in memory.
 *
 * @param fixedSize how many units each chunk is filled up to; 0 if the memory decides
 * @param memoryLimit bytes
 */
public record ChunkSizes(int fixedSize, long memoryLimit) {

  /**
   * A batch cut into chunks.
   *
   * @param chunks the rows of each; at least one chunk, perhaps empty
   * @param size how many units every chunk is filled up to; at least 1
   */
  public record Cut(List<int[]> chunks, int size) {}

  /** The largest number of units in one chunk, if one unit takes so many bytes. */
  public int largest(long bytesPerUnit) {
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
  public Cut cut(int[] rows, long bytesPerUnit, int most) {
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
}
