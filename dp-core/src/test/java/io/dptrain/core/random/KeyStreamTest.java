package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyStreamTest {

  private static final int WORDS_PER_CALL = ChaCha20.LANES * ChaCha20.WORDS / 2;

  private final int[] key = new SplittableRandom(7).ints(8).toArray();

  @Test
  void getAsLong_twoCallsOfTheCipher_usesEveryKeystreamWordOnce() {
    int[] reference = ChaCha20Test.reference(key, new int[] {5, 0, 0}, 2 * ChaCha20.LANES).clone();
    long[] words = words(new KeyStream(key, 5), 2 * WORDS_PER_CALL);

    int[] halves =
        Arrays.stream(words)
            .flatMap(word -> LongStream.of(word >> Integer.SIZE, word))
            .mapToInt(half -> (int) half)
            .toArray();

    Arrays.sort(reference);
    Arrays.sort(halves);
    assertThat(halves).isEqualTo(reference);
  }

  @Test
  void getAsLong_firstWords_joinWordsZeroAndOneOfEachBlock() {
    int[] reference = ChaCha20Test.reference(key, new int[] {5, 0, 0}, 2);

    assertThat(words(new KeyStream(key, 5), 2))
        .containsExactly(joined(reference[0], reference[1]), joined(reference[16], reference[17]));
  }

  @Test
  void getAsLong_twoNonces_shareNoWord() {
    long[] first = words(new KeyStream(key, 0), 4 * WORDS_PER_CALL);
    long[] second = words(new KeyStream(key, 1), 4 * WORDS_PER_CALL);

    assertThat(LongStream.concat(Arrays.stream(first), Arrays.stream(second)).distinct().count())
        .isEqualTo(8L * WORDS_PER_CALL);
  }

  @Test
  void wipe_withWordsInStore_handsNoneOfThemOut() {
    KeyStream stream = new KeyStream(key, 5);
    long[] before = words(new KeyStream(key, 5), 2);
    stream.getAsLong();

    stream.wipe();

    assertThat(stream.getAsLong()).isNotEqualTo(before[1]);
  }

  private static long[] words(KeyStream stream, int count) {
    return LongStream.generate(stream).limit(count).toArray();
  }

  private static long joined(int upper, int lower) {
    return ((long) upper << 32) + Integer.toUnsignedLong(lower);
  }
}
