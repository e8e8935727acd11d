package io.dptrain.core.random;

import java.util.Arrays;

/**
 * Uniform words from a source of keys, with a fresh key for every {@value #WORDS_PER_KEY} words.
 *
 * <p><b>Thread safety.</b> Synchronized.
 */
final class KeyedBits {

  /** What the cipher computes in one go. */
  static final int WORDS_PER_KEY = ChaCha20.LANES * ChaCha20.WORDS / 2;

  private final KeySource keys;
  private KeyStream stream;
  private int left;

  KeyedBits(KeySource keys) {
    this.keys = keys;
  }

  synchronized long nextLong() {
    if (left == 0) {
      rekey();
    }
    left--;
    return stream.getAsLong();
  }

  private void rekey() {
    int[] key = keys.nextKey();
    if (stream != null) {
      stream.wipe();
    }
    stream = new KeyStream(key, 0);
    Arrays.fill(key, 0);
    left = WORDS_PER_KEY;
  }
}
