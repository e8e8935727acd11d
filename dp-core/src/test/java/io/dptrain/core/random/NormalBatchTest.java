package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NormalBatchTest {

  private final int[] key = new SplittableRandom(7).ints(8).toArray();

  @Test
  void next_settledValues_comeFromTheDocumentedBitsOfTheKeystream() {
    int[] stream = ChaCha20Test.reference(key, new int[] {5, 0, 0}, ChaCha20.LANES);
    float[] values = batch(1.5f).next();
    int settled = 0;
    for (int at = 0; at < NormalBatch.SIZE; at++) {
      int layer = layer(stream, at);
      int word = word(stream, at);
      if (Ziggurat.isSettled(layer, word)) {
        assertThat(values[at])
            .as("position %d", at)
            .isEqualTo((float) (1.5 * Ziggurat.value(layer, word)));
        settled++;
      }
    }

    assertThat((double) settled / NormalBatch.SIZE).isCloseTo(0.981, within(0.01));
  }

  /** A value that is not settled lies under the curve of its own layer or is drawn afresh. */
  @Test
  void next_openValues_areNeverTheirUncheckedMidpoints() {
    int[] stream = ChaCha20Test.reference(key, new int[] {5, 0, 0}, ChaCha20.LANES);
    float[] values = batch(1).next();
    int changed = 0;
    int open = 0;
    for (int at = 0; at < NormalBatch.SIZE; at++) {
      int layer = layer(stream, at);
      int word = word(stream, at);
      if (!Ziggurat.isSettled(layer, word)) {
        open++;
        changed += values[at] == (float) Ziggurat.value(layer, word) ? 0 : 1;
      }
    }

    assertThat(open).isPositive();
    assertThat((double) changed / open).isBetween(0.3, 0.9);
  }

  @Test
  void next_twiceTheStandardDeviation_doublesEveryValue() {
    float[] single = batch(1).next();
    float[] doubled = batch(2).next();

    for (int i = 0; i < single.length; i++) {
      assertThat(doubled[i]).isEqualTo(2 * single[i]);
    }
  }

  @Test
  void next_secondBatch_differsFromTheFirst() {
    NormalBatch batch = batch(1);
    float[] first = batch.next().clone();

    assertThat(batch.next()).isNotEqualTo(first);
  }

  @Test
  void restart_afterUse_beginsAsAFreshOne() {
    NormalBatch used = batch(1);
    used.next();
    used.restart(key, 6);
    NormalBatch fresh = new NormalBatch(1);
    fresh.restart(key, 6);

    assertThat(used.next()).isEqualTo(fresh.next());
  }

  @Test
  void getAsLong_moreWordsThanABatchHasToSpare_neverRepeats() {
    NormalBatch batch = batch(1);
    batch.next();

    assertThat(LongStream.generate(batch).limit(10_000).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void wipe_afterUse_leavesNoValues() {
    NormalBatch batch = batch(1);
    float[] values = batch.next();

    batch.wipe();

    assertThat(values).containsOnly(0);
  }

  private NormalBatch batch(float stdDev) {
    NormalBatch batch = new NormalBatch(stdDev);
    batch.restart(key, 5);
    return batch;
  }

  /** Values 0-3 of a lane in group 0 are from words 0-3 of its block, and so on. */
  private static int word(int[] stream, int at) {
    int group = at / (4 * ChaCha20.LANES);
    return stream[at / 4 % ChaCha20.LANES * ChaCha20.WORDS + 5 * group + at % 4];
  }

  private static int layer(int[] stream, int at) {
    int group = at / (4 * ChaCha20.LANES);
    int layers = stream[at / 4 % ChaCha20.LANES * ChaCha20.WORDS + 5 * group + 4];
    return (layers >>> (8 * (at % 4))) & 255;
  }
}
