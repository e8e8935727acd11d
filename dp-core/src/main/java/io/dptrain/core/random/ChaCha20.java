package io.dptrain.core.random;

import java.util.Arrays;

/**
 * The ChaCha20 block function, computed for {@value #LANES} consecutive blocks side by side.
 *
 * <p>Word w of all blocks lies in one array, so each step of a quarter round is a loop over the
 * blocks without branches, which the JIT compiler turns into vector instructions. No table look-ups
 * and no data-dependent branches: the running time does not depend on the key.
 *
 * <p><b>Source.</b> RFC 8439, section 2.3: 256-bit key, 32-bit block counter, 96-bit nonce.
 *
 * <p><b>Thread safety.</b> None: one object per thread.
 */
final class ChaCha20 {

  /**
   * Blocks per call: the state stays in the first-level cache and the loops are long enough.
   * Divided by 8 it leaves 4, so that a row with its header of 16 bytes fills whole 32-byte
   * vectors: rows made one after the other are then aligned alike.
   */
  static final int LANES = 452;

  static final int WORDS = 16;
  static final int KEY_WORDS = 8;

  private static final int COUNTER = 12;
  private static final int DOUBLE_ROUNDS = 10;
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  /** The words each of the eight quarter rounds works on: RFC 8439, section 2.3. */
  private static final int[][] DOUBLE_ROUND = {
    {0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15},
    {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14}
  };

  private final int[] input = new int[WORDS];
  private final int[][] state = new int[WORDS][LANES];

  /** Starts the keystream of a key and a nonce at a block counter; see {@link #restart}. */
  ChaCha20(int[] key, int counter, int... nonce) {
    restart(key, counter, nonce);
  }

  /** A cipher without a key, to be started by {@link #restart}. */
  ChaCha20() {}

  /**
   * Starts another keystream with the same arrays.
   *
   * @param key eight little-endian words; copied
   * @param nonce three little-endian words; copied
   */
  void restart(int[] key, int counter, int... nonce) {
    System.arraycopy(CONSTANTS, 0, input, 0, CONSTANTS.length);
    System.arraycopy(key, 0, input, CONSTANTS.length, KEY_WORDS);
    input[COUNTER] = counter;
    System.arraycopy(nonce, 0, input, COUNTER + 1, WORDS - COUNTER - 1);
  }

  /**
   * Computes the next {@value #LANES} blocks.
   *
   * @return word w of block l at {@code [w][l]}; overwritten by the next call
   */
  int[][] nextBlocks() {
    for (int w = 0; w < WORDS; w++) {
      Arrays.fill(state[w], input[w]);
    }
    addLane(state[COUNTER]);
    for (int round = 0; round < DOUBLE_ROUNDS; round++) {
      doubleRound(state);
    }
    for (int w = 0; w < WORDS; w++) {
      add(state[w], input[w]);
    }
    addLane(state[COUNTER]);
    input[COUNTER] = Math.addExact(input[COUNTER], LANES);
    return state;
  }

  /** Forgets the key and the last blocks. */
  void wipe() {
    Arrays.fill(input, 0);
    for (int[] row : state) {
      Arrays.fill(row, 0);
    }
  }

  /**
   * Four column and four diagonal rounds, from a table: with one call in place of eight the JIT
   * compiler sees a single loop over the lanes and vectorizes it wherever it is inlined.
   */
  private static void doubleRound(int[][] s) {
    for (int[] q : DOUBLE_ROUND) {
      quarterRound(s[q[0]], s[q[1]], s[q[2]], s[q[3]]);
    }
  }

  /** The quarter round of RFC 8439, section 2.1, on every lane. */
  private static void quarterRound(int[] as, int[] bs, int[] cs, int[] ds) {
    for (int l = 0; l < as.length; l++) {
      int a = as[l];
      int b = bs[l];
      int c = cs[l];
      int d = ds[l];
      a += b;
      d = Integer.rotateLeft(d ^ a, 16);
      c += d;
      b = Integer.rotateLeft(b ^ c, 12);
      a += b;
      d = Integer.rotateLeft(d ^ a, 8);
      c += d;
      b = Integer.rotateLeft(b ^ c, 7);
      as[l] = a;
      bs[l] = b;
      cs[l] = c;
      ds[l] = d;
    }
  }

  private static void add(int[] row, int value) {
    for (int l = 0; l < row.length; l++) {
      row[l] += value;
    }
  }

  private static void addLane(int[] row) {
    for (int l = 0; l < row.length; l++) {
      row[l] += l;
    }
  }
}
