package io.dptrain.core.random;

import java.util.function.LongSupplier;

/**
 * The ChaCha20 keystream of one key and one nonce as 64-bit words.
 *
 * <p>The words are the keystream of RFC 8439 in another order: a word joins words 2j (upper half)
 * and 2j + 1 (lower half) of a block; of {@value ChaCha20#LANES} blocks computed together, all
 * words of one j come before those of the next. Every keystream bit is in exactly one word.
 *
 * <p><b>Domain.</b> At most 2^31 blocks (2^34 words) per key and nonce; then it refuses to go on.
 *
 * <p><b>Thread safety.</b> None: one object per thread.
 */
final class KeyStream implements LongSupplier {

  private final ChaCha20 cipher;
  private int[][] blocks;
  private int[] upper = {};
  private int[] lower = {};
  private int row = ChaCha20.WORDS;
  private int lane;

  KeyStream(int[] key, int nonce) {
    cipher = new ChaCha20(key, 0, nonce, 0, 0);
  }

  @Override
  public long getAsLong() {
    if (lane == upper.length) {
      nextRows();
    }
    int l = lane++;
    return ((long) upper[l] << Integer.SIZE) | (lower[l] & 0xffffffffL);
  }

  /** Forgets the key and the words in store. */
  void wipe() {
    cipher.wipe();
    row = ChaCha20.WORDS;
    lane = upper.length;
  }

  private void nextRows() {
    if (row == ChaCha20.WORDS) {
      blocks = cipher.nextBlocks();
      row = 0;
    }
    upper = blocks[row++];
    lower = blocks[row++];
    lane = 0;
  }
}
