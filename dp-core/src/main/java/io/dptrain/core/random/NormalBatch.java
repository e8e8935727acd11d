package io.dptrain.core.random;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Normal values, {@value #SIZE} at a time, from the blocks that the cipher computes together.
 *
 * <p><b>Layout.</b> Of the 16 words of a block, words 0-3, 5-8 and 10-13 are the abscissas of
 * twelve values; the bytes of words 4, 9 and 14, lowest first, choose their layers; word 15 belongs
 * to the few values that need more bits. No bit serves two values.
 *
 * <p><b>Speed.</b> One pass over the arrays computes all values as if they were {@linkplain
 * Ziggurat#isSettled settled} and notes the 2 % that are not; these are drawn afterwards.
 *
 * <p><b>Thread safety.</b> None: one object per thread.
 */
final class NormalBatch implements LongSupplier {

  private static final int LANES = ChaCha20.LANES;
  private static final int GROUPS = 3;
  private static final int PER_LANE = 4;
  private static final int ROWS = PER_LANE + 1;
  private static final int SPARE_ROW = GROUPS * ROWS;
  private static final int SPARE_WORDS = LANES / 2;

  /** Values per batch. */
  static final int SIZE = GROUPS * PER_LANE * LANES;

  private final ChaCha20 cipher = new ChaCha20();
  private final double stdDev;
  private final float[] values = new float[SIZE];
  private final int[] openAt = new int[SIZE];
  private final int[] openWord = new int[SIZE];
  private final int[] openLayer = new int[SIZE];
  private int[] spare = {};
  private int spareWord = SPARE_WORDS;

  /** Values with a standard deviation. */
  NormalBatch(float stdDev) {
    this.stdDev = stdDev;
  }

  /** Starts the keystream of a key and a nonce. */
  void restart(int[] key, int nonce) {
    cipher.restart(key, 0, nonce, 0, 0);
  }

  /** The next {@value #SIZE} values; overwritten by the next call. */
  float[] next() {
    int[][] blocks = cipher.nextBlocks();
    int open = 0;
    for (int group = 0; group < GROUPS; group++) {
      open = settle(blocks, group, open);
    }
    for (int i = 0; i < open; i++) {
      copyBits(blocks, i);
    }
    spare = blocks[SPARE_ROW];
    spareWord = 0;
    for (int i = 0; i < open; i++) {
      values[openAt[i]] = (float) (stdDev * Ziggurat.complete(openLayer[i], openWord[i], this));
    }
    return values;
  }

  /** Four values per lane; returns how many are open so far. */
  private int settle(int[][] blocks, int group, int openBefore) {
    int[] as = blocks[group * ROWS];
    int[] bs = blocks[group * ROWS + 1];
    int[] cs = blocks[group * ROWS + 2];
    int[] ds = blocks[group * ROWS + 3];
    int[] layers = blocks[group * ROWS + PER_LANE];
    int open = openBefore;
    for (int l = 0; l < LANES; l++) {
      int layer = layers[l];
      int layerA = layer & 255;
      int layerB = (layer >>> 8) & 255;
      int layerC = (layer >>> 16) & 255;
      int layerD = layer >>> 24;
      int at = (group * LANES + l) * PER_LANE;
      values[at] = (float) (stdDev * Ziggurat.value(layerA, as[l]));
      values[at + 1] = (float) (stdDev * Ziggurat.value(layerB, bs[l]));
      values[at + 2] = (float) (stdDev * Ziggurat.value(layerC, cs[l]));
      values[at + 3] = (float) (stdDev * Ziggurat.value(layerD, ds[l]));
      if (!Ziggurat.isSettled(layerA, as[l])) {
        openAt[open++] = at;
      }
      if (!Ziggurat.isSettled(layerB, bs[l])) {
        openAt[open++] = at + 1;
      }
      if (!Ziggurat.isSettled(layerC, cs[l])) {
        openAt[open++] = at + 2;
      }
      if (!Ziggurat.isSettled(layerD, ds[l])) {
        openAt[open++] = at + 3;
      }
    }
    return open;
  }

  /** Saves word and layer of an open value, as the cipher may have to overwrite its blocks. */
  private void copyBits(int[][] blocks, int i) {
    int k = openAt[i] % PER_LANE;
    int lane = openAt[i] / PER_LANE % LANES;
    int row = openAt[i] / PER_LANE / LANES * ROWS;
    openWord[i] = blocks[row + k][lane];
    openLayer[i] = (blocks[row + PER_LANE][lane] >>> (k * Byte.SIZE)) & 255;
  }

  /** The next word for the values that need more bits. */
  @Override
  public long getAsLong() {
    if (spareWord == SPARE_WORDS) {
      spare = cipher.nextBlocks()[SPARE_ROW];
      spareWord = 0;
    }
    int l = spareWord++;
    return ((long) spare[l] << Integer.SIZE) | (spare[l + SPARE_WORDS] & 0xffffffffL);
  }

  /** Forgets key, words and values. */
  void wipe() {
    cipher.wipe();
    Arrays.fill(values, 0);
    Arrays.fill(openWord, 0);
    Arrays.fill(openLayer, 0);
    spareWord = SPARE_WORDS;
  }
}
