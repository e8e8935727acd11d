package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecureNoiseTest {

  private static final int BIG = NoiseRequest.PARALLEL_CHUNKS * NoiseRequest.CHUNK + 5;

  private final SecureNoise noise = SecureNoise.create();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, NoiseRequest.CHUNK, NoiseRequest.CHUNK + 1, BIG})
  void fillStandardNormal_anyLength_overwritesExactlyThatMuch(int length) {
    float[] target = new float[length + 3];
    Arrays.fill(target, Float.NaN);

    noise.fillStandardNormal(target, length);

    for (int i = 0; i < target.length; i++) {
      assertThat(Float.isNaN(target[i])).as("position %d", i).isEqualTo(i >= length);
    }
  }

  @Test
  void fillStandardNormal_lengthZero_changesNothing() {
    float[] target = {7, 7};

    noise.fillStandardNormal(target, 0);

    assertThat(target).containsExactly(7, 7);
  }

  @Test
  void fillStandardNormal_negativeLength_isRefused() {
    assertThatThrownBy(() -> noise.fillStandardNormal(new float[3], -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length must be in [0, 3], the size of the array, but is -1");
  }

  @Test
  void fillStandardNormal_lengthBeyondTheArray_isRefusedBeforeAnythingChanges() {
    float[] target = {7, 7, 7};

    assertThatThrownBy(() -> noise.fillStandardNormal(target, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length must be in [0, 3], the size of the array, but is 4");
    assertThat(target).containsOnly(7);
  }

  @Test
  void create_twoSources_giveDifferentNoise() {
    assertThat(draw(noise, 1000)).isNotEqualTo(draw(SecureNoise.create(), 1000));
  }

  /**
   * Two independent values are the same float with probability below 1e-7, so eight in a row repeat
   * with probability below 1e-56 a pair; there are fewer than 1e10 pairs.
   */
  @Test
  void fillStandardNormal_manyCallsSmallAndBig_neverRepeatEightValues() {
    Set<String> blocks = new HashSet<>();
    int expected = 0;
    for (int length : new int[] {8, 16, 8, BIG, 800, BIG, 8, 3 * NoiseRequest.CHUNK}) {
      expected += addBlocks(draw(noise, length), blocks);
    }

    assertThat(blocks).hasSize(expected);
  }

  @Test
  void fillStandardNormal_twoThreadsOnOneSource_shareNoValues() {
    CompletableFuture<float[]> other = CompletableFuture.supplyAsync(() -> draw(noise, BIG));
    float[] mine = draw(noise, BIG);
    Set<String> blocks = new HashSet<>();

    int expected = addBlocks(mine, blocks) + addBlocks(other.join(), blocks);

    assertThat(blocks).hasSize(expected);
  }

  /**
   * 200 000 samples: the mean of the squares has standard error sqrt(2 / 200 000) and lies within
   * 5.5 of them save with probability 4e-8.
   */
  @Test
  void fillStandardNormal_freshKeys_haveUnitVariance() {
    int n = 200_000;
    double sum = 0;
    for (float value : draw(noise, n)) {
      sum += (double) value * value;
    }

    assertThat(Math.abs(sum / n - 1)).isLessThan(5.5 * Math.sqrt(2.0 / n));
  }

  /** 200 000 samples: the mean lies within 5.5 / sqrt(200 000) of 0 save with probability 4e-8. */
  @Test
  void fillStandardNormal_freshKeys_haveMeanZero() {
    int n = 200_000;
    double sum = 0;
    for (float value : draw(noise, n)) {
      sum += value;
    }

    assertThat(Math.abs(sum / n)).isLessThan(5.5 / Math.sqrt(n));
  }

  @Test
  void reproducible_always_isFalse() {
    assertThat(noise.reproducible()).isFalse();
  }

  @Test
  void hardness_always_claimsNoMoreThanStatisticalFloats() {
    assertThat(noise.hardness()).isEqualTo(NoiseHardness.STATISTICAL_FLOAT);
  }

  @Test
  void description_always_namesGeneratorCipherAndLabel() {
    assertThat(noise.description())
        .contains("Hash_DRBG SHA-512", "ChaCha20", "ziggurat")
        .endsWith("cryptographically strong, statistical float sampling");
  }

  @Test
  void type_always_isNotSerializable() {
    assertThat(noise).isNotInstanceOf(Serializable.class);
  }

  static float[] draw(NoiseSource source, int length) {
    float[] values = new float[length];
    source.fillStandardNormal(values, length);
    return values;
  }

  private static int addBlocks(float[] values, Set<String> blocks) {
    int count = values.length / 8;
    for (int i = 0; i < count; i++) {
      blocks.add(Arrays.toString(Arrays.copyOfRange(values, 8 * i, 8 * i + 8)));
    }
    return count;
  }
}
