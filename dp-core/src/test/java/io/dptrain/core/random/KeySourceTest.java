package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeySourceTest {

  private static final int REQUESTS = 2000;

  @Test
  void nextKey_drbgFromManyThreads_neverRepeats() {
    DrbgKeys keys = new DrbgKeys("test");

    assertThat(
            IntStream.range(0, REQUESTS)
                .parallel()
                .mapToObj(i -> Arrays.toString(keys.nextKey()))
                .distinct()
                .count())
        .isEqualTo(REQUESTS);
  }

  @Test
  void nextKey_twoDrbgsForOnePurpose_shareNoKey() {
    Set<String> seen = new HashSet<>();
    DrbgKeys first = new DrbgKeys("test");
    DrbgKeys second = new DrbgKeys("test");
    for (int i = 0; i < REQUESTS; i++) {
      seen.add(Arrays.toString(first.nextKey()));
      seen.add(Arrays.toString(second.nextKey()));
    }

    assertThat(seen).hasSize(2 * REQUESTS);
  }

  /** 2000 keys have 512 000 bits: the ones lie within 5.5 sqrt(n) / 2 of half, save for 4e-8. */
  @Test
  void nextKey_drbg_usesAllBits() {
    DrbgKeys keys = new DrbgKeys("test");
    int n = REQUESTS * ChaCha20.KEY_WORDS * Integer.SIZE;
    int ones = 0;
    for (int i = 0; i < REQUESTS; i++) {
      ones += Arrays.stream(keys.nextKey()).map(Integer::bitCount).sum();
    }

    assertThat(Math.abs(ones - n / 2)).isLessThan((int) (5.5 * Math.sqrt(n) / 2));
  }

  @Test
  void nextKey_seeded_holdsSeedRequestAndPurpose() {
    SeededKeys keys = new SeededKeys(0x0102030405060708L, SeededKeys.BITS);
    keys.nextKey();

    assertThat(keys.nextKey())
        .containsExactly(0x01020304, 0x05060708, 0, 1, SeededKeys.BITS, 0, 0, 0);
  }

  @Test
  void nextKey_seededForTwoPurposes_differs() {
    assertThat(new SeededKeys(1, SeededKeys.NOISE).nextKey())
        .isNotEqualTo(new SeededKeys(1, SeededKeys.BITS).nextKey());
  }
}
