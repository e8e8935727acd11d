package io.dptrain.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about standard error, on which TensorFlow quotes batches. */
class NativeLogTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "0", "1", "-1", "quiet"})
  void warning_failuresWouldBeWritten_saysHowToHideThem(String level) {
    assertThat(NativeLog.warning(level)).get().asString().contains("TF_CPP_MIN_LOG_LEVEL=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", " 3 "})
  void warning_warningsAreHidden_isSilent(String level) {
    assertThat(NativeLog.warning(level)).isEmpty();
  }
}
