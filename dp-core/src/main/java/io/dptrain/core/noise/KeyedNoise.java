package io.dptrain.core.noise;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Standard normal values from a source of keys.
 *
 * <p>Each request takes one fresh key. Its values are made in chunks of {@value #CHUNK}; the number
 * of the chunk is the nonce, so every chunk has a keystream of its own. Large requests run in the
 * common pool. Which values come out depends on the key alone, not on the number of processors.
 *
 * <p><b>Thread safety.</b> As good as that of the source of keys; nothing else is shared.
 */
final class KeyedNoise {

  static final int CHUNK = 1 << 14;

  /** Below this many chunks, waking other threads costs more than it saves. */
  static final int PARALLEL_CHUNKS = 4;

  private final KeySource keys;

  KeyedNoise(KeySource keys) {
    this.keys = keys;
  }

  /** See {@link NoiseSource#fillStandardNormal}. */
  void fill(float[] target, int length) {
    check(target, length);
    if (length == 0) {
      return;
    }
    int[] key = keys.nextKey();
    try {
      chunks(length).forEach(chunk -> fillChunk(key, chunk, target, length));
    } finally {
      Arrays.fill(key, 0);
    }
  }

  private static IntStream chunks(int length) {
    int count = (length - 1) / CHUNK + 1;
    IntStream chunks = IntStream.range(0, count);
    return count < PARALLEL_CHUNKS ? chunks : chunks.parallel();
  }

  private static void fillChunk(int[] key, int chunk, float[] target, int length) {
    KeyStream bits = new KeyStream(key, chunk);
    try {
      int from = chunk * CHUNK;
      Ziggurat.fill(bits, target, from, from + Math.min(length - from, CHUNK));
    } finally {
      bits.wipe();
    }
  }

  private static void check(float[] target, int length) {
    if (!(length >= 0 && length <= target.length)) {
      throw new IllegalArgumentException(
          "length must be in [0, " + target.length + "], the size of the array, but is " + length);
    }
  }
}
