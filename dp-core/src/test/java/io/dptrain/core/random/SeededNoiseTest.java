package io.dptrain.core.random;

import static io.dptrain.core.random.SecureNoiseTest.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SeededNoiseTest {

  private static final int BIG = 5 * NoiseRequest.CHUNK + 17;

  @Test
  void fillStandardNormal_sameSeed_givesTheSameStream() {
    SeededNoise first = SeededNoise.of(42);
    SeededNoise second = SeededNoise.of(42);

    for (int length : new int[] {10, 1, BIG, 1000}) {
      assertThat(draw(first, length)).isEqualTo(draw(second, length));
    }
  }

  @Test
  void fillStandardNormal_otherSeed_givesOtherNoise() {
    assertThat(draw(SeededNoise.of(42), 100)).isNotEqualTo(draw(SeededNoise.of(43), 100));
  }

  @Test
  void fillStandardNormal_seedsThatDifferInTheUpperHalf_giveOtherNoise() {
    assertThat(draw(SeededNoise.of(1), 100))
        .isNotEqualTo(draw(SeededNoise.of(1 + (1L << 32)), 100));
  }

  @Test
  void fillStandardNormal_secondCall_continuesTheStream() {
    SeededNoise noise = SeededNoise.of(42);

    assertThat(draw(noise, 100)).isNotEqualTo(draw(noise, 100));
  }

  @Test
  void fillStandardNormal_lengthZero_usesNoKey() {
    SeededNoise noise = SeededNoise.of(42);
    draw(noise, 0);

    assertThat(draw(noise, 100)).isEqualTo(draw(SeededNoise.of(42), 100));
  }

  @Test
  void fillStandardNormal_shorterRequest_isThePrefixOfALongerOne() {
    float[] longer = draw(SeededNoise.of(42), BIG);

    assertThat(draw(SeededNoise.of(42), 1000)).isEqualTo(Arrays.copyOf(longer, 1000));
  }

  @Test
  void fillStandardNormal_oneThreadOrMany_givesTheSameValues() {
    ForkJoinPool one = new ForkJoinPool(1);
    ForkJoinPool many = new ForkJoinPool(4);
    try {
      float[] alone = one.submit(() -> draw(SeededNoise.of(42), BIG)).join();

      assertThat(many.submit(() -> draw(SeededNoise.of(42), BIG)).join()).isEqualTo(alone);
    } finally {
      one.shutdown();
      many.shutdown();
    }
  }

  @Test
  void fillStandardNormal_chunksOfOneRequest_differ() {
    float[] values = draw(SeededNoise.of(42), BIG);

    float[] first = Arrays.copyOfRange(values, 0, NoiseRequest.CHUNK);
    for (int chunk = 1; chunk < 5; chunk++) {
      int from = chunk * NoiseRequest.CHUNK;
      assertThat(Arrays.copyOfRange(values, from, from + NoiseRequest.CHUNK)).isNotEqualTo(first);
    }
  }

  @Test
  void reproducible_always_isTrue() {
    assertThat(SeededNoise.of(42).reproducible()).isTrue();
  }

  @Test
  void description_always_saysThatItIsNotPrivate() {
    assertThat(SeededNoise.of(42).description()).contains("seed 42", "for tests only: not private");
  }
}
