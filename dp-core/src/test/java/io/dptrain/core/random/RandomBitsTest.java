package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomBitsTest {

  private static final double FALSE_REJECT = 1e-6;

  static Stream<RandomBits> sources() {
    return Stream.of(SecureBits.create(), SeededBits.of(20260103));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void nextLong_overManyKeys_neverRepeatsAWord(RandomBits bits) {
    int n = 20 * KeyedBits.WORDS_PER_KEY + 3;

    assertThat(LongStream.generate(bits::nextLong).limit(n).distinct().count()).isEqualTo(n);
  }

  /** 100 000 words, 8 bytes each, 256 bins: chi-square with 255 degrees of freedom. */
  @ParameterizedTest
  @MethodSource("sources")
  void nextLong_bytes_passChiSquare(RandomBits bits) {
    int n = 100_000;
    int[] counts = new int[256];
    for (int i = 0; i < n; i++) {
      long word = bits.nextLong();
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        counts[(int) (word >>> shift) & 0xff]++;
      }
    }
    double expected = 8.0 * n / counts.length;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }

    assertThat(sum)
        .isLessThan(
            new ChiSquaredDistribution(null, 255).inverseCumulativeProbability(1 - FALSE_REJECT));
  }

  /** 200 000 draws: the mean has standard error sqrt(1 / 12 / n); 5.5 of them, 4e-8 two-sided. */
  @ParameterizedTest
  @MethodSource("sources")
  void nextOpenUniform_mean_isOneHalf(RandomBits bits) {
    int n = 200_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += bits.nextOpenUniform();
    }

    assertThat(Math.abs(sum / n - 0.5)).isLessThan(5.5 * Math.sqrt(1.0 / 12 / n));
  }

  @Test
  void nextLong_sameSeed_givesTheSameBits() {
    assertThat(words(SeededBits.of(1))).isEqualTo(words(SeededBits.of(1)));
  }

  @Test
  void nextLong_otherSeed_givesOtherBits() {
    assertThat(words(SeededBits.of(1))).isNotEqualTo(words(SeededBits.of(2)));
  }

  @Test
  void nextLong_twoSecureSources_giveDifferentBits() {
    assertThat(words(SecureBits.create())).isNotEqualTo(words(SecureBits.create()));
  }

  @Test
  void reproducible_secureBits_isFalse() {
    assertThat(SecureBits.create().reproducible()).isFalse();
  }

  @Test
  void reproducible_seededBits_isTrue() {
    assertThat(SeededBits.of(1).reproducible()).isTrue();
  }

  private static long[] words(RandomBits bits) {
    return LongStream.generate(bits::nextLong).limit(100).toArray();
  }

  /** 90 000 draws over 3, 7 and 100 values: chi-square. */
  @ParameterizedTest
  @MethodSource("sources")
  void nextBelow_bounds_areUniform(RandomBits bits) {
    int n = 90_000;
    for (int bound : new int[] {3, 7, 100}) {
      int[] counts = new int[bound];
      for (int i = 0; i < n; i++) {
        counts[bits.nextBelow(bound)]++;
      }
      double expected = (double) n / bound;
      double statistic = 0;
      for (int count : counts) {
        statistic += (count - expected) * (count - expected) / expected;
      }
      assertThat(statistic)
          .isLessThan(
              new ChiSquaredDistribution(bound - 1).inverseCumulativeProbability(1 - FALSE_REJECT));
    }
    assertThat(bits.nextBelow(1)).isZero();
  }

  /** The last values of 63 bits, of which there are too few for every remainder. */
  @Test
  void nextBelow_wordThatWouldFavorSome_isDrawnAgain() {
    RandomBits script =
        new RandomBits() {
          private int next;

          @Override
          public long nextLong() {
            return next++ == 0 ? -1 : 10;
          }

          @Override
          public boolean reproducible() {
            return true;
          }
        };
    assertThat(script.nextBelow(5)).isZero();
  }
}
