package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
