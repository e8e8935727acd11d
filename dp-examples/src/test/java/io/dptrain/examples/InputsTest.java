package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.core.clip.Clipping;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
  private static final List<String> NAMES = List.of("none", "sgd-l2");

  @Test
  void named_anyCaseWithSpaces_isFound() {
    assertThat(Inputs.named("--ways", " SGD-l2", NAMES, name -> name)).isEqualTo("sgd-l2");
  }

  @Test
  void named_unknown_listsTheNames() {
    assertRefused(
        () -> Inputs.named("--ways", "sgd", NAMES, name -> name),
        "--ways must be one of none, sgd-l2, but is 'sgd'");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_000})
  void inRange_ends_areAllowed(int value) {
    assertThat(Inputs.inRange("--runs", value, 1, 2_000)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2_001})
  void inRange_outside_isRefused(int value) {
    assertRefused(
        () -> Inputs.inRange("--runs", value, 1, 2_000),
        "--runs must be from 1 to 2,000, but is " + value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-40, 1e39, Double.NaN, Double.POSITIVE_INFINITY})
  void single_notAPositiveFloat_isRefused(double value) {
    assertRefused(() -> Inputs.single("--rate", value), "but is " + Numbers.plain(value));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p-41, 0x1p61})
  void clipNorm_outside_isRefused(double value) {
    assertRefused(
        () -> Inputs.clipNorm("--clip", value), "but is " + Numbers.plain(value) + "; try 1");
  }

  /** What is let through is what the library takes. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-40, 0x1p60})
  void clipNorm_ends_areAllowedAndMakeAClipping(double value) {
    assertThat(Clipping.flat(Inputs.clipNorm("--clip", value)).description()).endsWith(" " + value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.0099, 1000.1, Double.NaN, Double.POSITIVE_INFINITY})
  void trainingNoise_outside_isRefused(double value) {
    assertRefused(
        () -> Inputs.trainingNoise("--noise", value),
        "--noise must be from 0.01 to 1000, but is " + Numbers.plain(value) + "; try 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void delta_outside_isRefusedWithAProposal(double value) {
    assertRefused(
        () -> Inputs.delta("--delta", value), "but is " + Numbers.plain(value) + "; try 1e-5");
  }

  private static void assertRefused(ThrowingCallable check, String message) {
    assertThatExceptionOfType(BadInput.class).isThrownBy(check).withMessageEndingWith(message);
  }
}
