package io.dptrain.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniformsTest {

  @Test
  void open_largestWord_staysBelowOne() {
    assertThat(Uniforms.open(new Script(-1L))).isEqualTo(1 - 0x1p-53);
  }

  @Test
  void open_smallestAcceptedWord_staysAboveZero() {
    assertThat(Uniforms.open(new Script(1L << 11))).isEqualTo(0x1p-53);
  }

  @Test
  void open_wordThatWouldGiveZero_isDrawnAgain() {
    assertThat(Uniforms.open(new Script((1L << 11) - 1, Long.MIN_VALUE))).isEqualTo(0.5);
  }

  @Test
  void bernoulli_probabilityZero_isNeverTrueAndDrawsNothing() {
    assertThat(Uniforms.bernoulli(0, new Script())).isFalse();
  }

  @Test
  void bernoulli_probabilityOneAndLargestWord_isTrue() {
    assertThat(Uniforms.bernoulli(1, new Script(-1L))).isTrue();
  }

  @Test
  void bernoulli_wordJustBelowTheProbability_isTrue() {
    assertThat(Uniforms.bernoulli(0.25, new Script((1L << 62) - 1))).isTrue();
  }

  @Test
  void bernoulli_wordEqualToTheProbability_isFalse() {
    assertThat(Uniforms.bernoulli(0.25, new Script(1L << 62))).isFalse();
  }

  @Test
  void bernoulli_probabilityFinerThanOneWord_isDecidedByTheNextWord() {
    double probability = 0x1p-54;

    assertThat(Uniforms.bernoulli(probability, new Script(0, (1L << 63) - 1))).isTrue();
    assertThat(Uniforms.bernoulli(probability, new Script(0, 1L << 63))).isFalse();
    assertThat(Uniforms.bernoulli(probability, new Script(1L << 11))).isFalse();
  }

  @Test
  void bernoulli_smallestPositiveProbability_isTrueForZeroBits() {
    assertThat(Uniforms.bernoulli(Double.MIN_VALUE, new Script(new long[21]))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0x1p-60, 1 + 0x1p-52, Double.NaN, Double.POSITIVE_INFINITY})
  void bernoulli_notAProbability_isRefused(double probability) {
    assertThatThrownBy(() -> Uniforms.bernoulli(probability, new Script()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability must be in [0, 1], but is " + probability);
  }
}
