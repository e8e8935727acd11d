package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

class ChaCha20Test {

  /** RFC 8439, section 2.3.2: key 00 01 .. 1f as little-endian words. */
  private static final int[] RFC_KEY = {
    0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c
  };

  @Test
  void nextBlocks_inputOfRfc8439Section232_givesItsState() {
    ChaCha20 cipher = new ChaCha20(RFC_KEY, 1, 0x09000000, 0x4a000000, 0);

    assertThat(block(cipher.nextBlocks(), 0))
        .containsExactly(
            0xe4e7f110,
            0x15593bd1,
            0x1fdd0f50,
            0xc47120a3,
            0xc7f4d1c7,
            0x0368c033,
            0x9aaa2204,
            0x4e6cd4c3,
            0x466482d2,
            0x09aa9f07,
            0x05d7c214,
            0xa2028bd9,
            0xd19c12b5,
            0xb94e16de,
            0xe883d0cb,
            0x4e3c50a2);
  }

  @Test
  void nextBlocks_zeroKeyOfRfc8439AppendixA1_givesTheFirstWords() {
    ChaCha20 cipher = new ChaCha20(new int[8], 0, 0, 0, 0);

    assertThat(block(cipher.nextBlocks(), 0))
        .startsWith(0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653);
  }

  @Test
  void nextBlocks_randomKeysOverThreeCalls_equalsBouncyCastle() {
    SplittableRandom random = new SplittableRandom(20260101);
    for (int trial = 0; trial < 20; trial++) {
      int[] key = random.ints(8).toArray();
      int[] nonce = random.ints(3).toArray();

      assertThat(keystream(key, nonce, 3 * ChaCha20.LANES))
          .as("trial %d", trial)
          .isEqualTo(reference(key, nonce, 3 * ChaCha20.LANES));
    }
  }

  @Test
  void nextBlocks_counterAtItsEnd_refusesToRepeatBlocks() {
    ChaCha20 cipher = new ChaCha20(RFC_KEY, Integer.MAX_VALUE - ChaCha20.LANES, 0, 0, 0);
    cipher.nextBlocks();

    assertThatThrownBy(cipher::nextBlocks).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void wipe_afterUse_leavesNoTraceOfKeyOrBlocks() {
    ChaCha20 cipher = new ChaCha20(RFC_KEY, 0, 1, 2, 3);
    int[][] blocks = cipher.nextBlocks();

    cipher.wipe();

    assertThat(blocks).isDeepEqualTo(new int[ChaCha20.WORDS][ChaCha20.LANES]);
    assertThat(block(cipher.nextBlocks(), 0)).containsOnly(0);
  }

  static int[] keystream(int[] key, int[] nonce, int blocks) {
    ChaCha20 cipher = new ChaCha20(key, 0, nonce);
    int[] words = new int[blocks * ChaCha20.WORDS];
    for (int from = 0; from < blocks; from += ChaCha20.LANES) {
      int[][] next = cipher.nextBlocks();
      for (int l = 0; l < ChaCha20.LANES; l++) {
        System.arraycopy(block(next, l), 0, words, (from + l) * ChaCha20.WORDS, ChaCha20.WORDS);
      }
    }
    return words;
  }

  static int[] reference(int[] key, int[] nonce, int blocks) {
    ChaCha7539Engine engine = new ChaCha7539Engine();
    engine.init(true, new ParametersWithIV(new KeyParameter(bytes(key)), bytes(nonce)));
    byte[] stream = new byte[blocks * ChaCha20.WORDS * Integer.BYTES];
    engine.processBytes(stream, 0, stream.length, stream, 0);
    int[] words = new int[blocks * ChaCha20.WORDS];
    ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  private static int[] block(int[][] blocks, int lane) {
    int[] block = new int[ChaCha20.WORDS];
    for (int w = 0; w < ChaCha20.WORDS; w++) {
      block[w] = blocks[w][lane];
    }
    return block;
  }

  private static byte[] bytes(int[] words) {
    ByteBuffer buffer =
        ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(words);
    return buffer.array();
  }
}
