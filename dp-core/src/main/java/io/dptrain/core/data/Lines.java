package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a file, by their number. A line ends at a line feed whatever stands before it, so no
 * line decides where another begins, and their number does not depend on what they hold.
 *
 * <p><b>Memory</b>: 12 bytes for each block of {@value #BLOCK_BYTES} bytes of the file, or for each
 * line if that is longer. A line is found by reading on from the start of its block. Immutable once
 * made; thread safe. It closes the file.
 */
final class Lines implements AutoCloseable {
  /** A few microseconds to read through, and an index of about 0.15 % of the file. */
  private static final int BLOCK_BYTES = 1 << 13;

  /** A longer line is not read: its record fails. */
  private static final int LARGEST_LINE = 1 << 24;

  private static final byte LINE_FEED = '\n';

  private final MappedFile file;
  private long[] offsets = new long[16];
  private int[] firstLines = new int[16];
  private int blocks;
  private int size;

  /**
   * Finds all lines, which reads the file once.
   *
   * @throws IllegalArgumentException if there is none, or more than an int can count
   */
  Lines(MappedFile file, long from) {
    this.file = file;
    long at = from;
    while (at < file.size()) {
      if (blocks == 0 || at - offsets[blocks - 1] >= BLOCK_BYTES) {
        begin(at);
      }
      size = Math.addExact(size, 1);
      at = file.indexOf(LINE_FEED, at) + 1;
    }
    if (size == 0) {
      throw new IllegalArgumentException(
          "the file " + file.file() + " must have a line for each record, but has none");
    }
  }

  private void begin(long at) {
    if (blocks == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * blocks);
      firstLines = Arrays.copyOf(firstLines, 2 * blocks);
    }
    offsets[blocks] = at;
    firstLines[blocks] = size;
    blocks++;
  }

  /** How many there are. An empty line counts; what follows the last line feed, if nothing, not. */
  int size() {
    return size;
  }

  /** A line without its end; empty if it is too long. */
  Optional<byte[]> line(int number) {
    Checks.nonNegative("line", number);
    int block = blockOf(number);
    long at = offsets[block];
    for (int skipped = firstLines[block]; skipped < number; skipped++) {
      at = file.indexOf(LINE_FEED, at) + 1;
    }
    return bytes(file, at);
  }

  /** The line that begins at a byte, without its end; empty if it is too long. */
  static Optional<byte[]> bytes(MappedFile file, long from) {
    long length = file.indexOf(LINE_FEED, from) - from;
    if (length > LARGEST_LINE) {
      return Optional.empty();
    }
    byte[] line = new byte[(int) length];
    file.copy(from, line, line.length);
    boolean hasReturn = line.length > 0 && line[line.length - 1] == '\r';
    return Optional.of(hasReturn ? Arrays.copyOf(line, line.length - 1) : line);
  }

  /** Reads the pages of a line that will be needed. */
  void load(int number) {
    int block = blockOf(number);
    long to = block + 1 < blocks ? offsets[block + 1] : file.size();
    file.touch(offsets[block], Math.min(to - offsets[block], LARGEST_LINE));
  }

  @Override
  public void close() {
    file.close();
  }

  private int blockOf(int number) {
    int found = Arrays.binarySearch(firstLines, 0, blocks, number);
    return found >= 0 ? found : -found - 2;
  }
}
