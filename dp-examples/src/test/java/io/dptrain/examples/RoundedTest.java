package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundedTest {

  @Test
  void epsilon_anyRest_isRoundedUp() {
    assertThat(Rounded.epsilon(2.5970001)).isEqualTo("2.598");
    assertThat(Rounded.epsilon(0.25)).isEqualTo("0.250");
    assertThat(Rounded.epsilon(2.2)).isEqualTo("2.200");
    assertThat(Rounded.epsilon(0)).isEqualTo("0");
  }

  @Test
  void epsilon_tiny_keepsFourDigits() {
    assertThat(Rounded.epsilon(4.6517996e-7)).isEqualTo("4.652e-7");
    assertThat(Rounded.epsilon(0.0523401)).isEqualTo("0.05235");
    assertThat(Rounded.epsilon(0.09999999)).isEqualTo("0.1");
  }

  @Test
  void lower_anyRest_isRoundedDown() {
    assertThat(Rounded.lower(2.3819)).isEqualTo("2.381");
    assertThat(Rounded.lower(0.052349)).isEqualTo("0.05234");
    assertThat(Rounded.lower(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void delta_anyRest_isRoundedUpAndItsLowerEndDown() {
    assertThat(Rounded.delta(1e-5)).isEqualTo("1e-5");
    assertThat(Rounded.delta(4.651799668336754e-7)).isEqualTo("4.652e-7");
    assertThat(Rounded.lowerDelta(4.651799668336754e-7)).isEqualTo("4.651e-7");
    assertThat(Rounded.delta(Double.MIN_VALUE)).isEqualTo("4.9e-324");
  }

  @Test
  void epsilon_infinite_isSaid() {
    assertThat(Rounded.epsilon(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
  }

  @Test
  void noiseMultiplier_anyRest_isRoundedDown() {
    assertThat(Rounded.noiseMultiplier(1.30009)).isEqualTo("1.3");
    assertThat(Rounded.noiseMultiplier(0.70019)).isEqualTo("0.7001");
    assertThat(Rounded.noiseMultiplier(1.23456e-5)).isEqualTo("1.234e-5");
  }
}
