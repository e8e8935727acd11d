package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundedTest {

  @Test
  void epsilon_anyRest_isRoundedUp() {
    assertThat(Rounded.epsilon(2.5970001)).isEqualTo("2.598");
    assertThat(Rounded.epsilon(0.25)).isEqualTo("0.250");
    assertThat(Rounded.epsilon(0)).isEqualTo("0.000");
  }

  @Test
  void epsilon_infinite_isSaid() {
    assertThat(Rounded.epsilon(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
  }

  @Test
  void noiseMultiplier_anyRest_isRoundedDown() {
    assertThat(Rounded.noiseMultiplier(1.30009)).isEqualTo("1.3");
    assertThat(Rounded.noiseMultiplier(0.70019)).isEqualTo("0.7001");
  }
}
