package io.dptrain.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaRuleTest {

  @ParameterizedTest
  @CsvSource({"1e-5, 60000", "1e-5, 10001", "0.5, 1", "1e-3, 101", "2e-16, 9007199254740992"})
  void warning_deltaAboveATenthOfOneInN_isGiven(double delta, long datasetSize) {
    assertThat(DeltaRule.warning(delta, datasetSize)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"1e-5, 10000", "1e-6, 60000", "0, 1", "0.1, 1", "1e-17, 9007199254740992"})
  void warning_deltaWithinTheRule_isNone(double delta, long datasetSize) {
    assertThat(DeltaRule.warning(delta, datasetSize)).isEmpty();
  }

  @Test
  void warning_text_isOneLineWithDeltaBoundAndSize() {
    assertThat(DeltaRule.warning(1e-5, 60_000).orElseThrow())
        .contains("delta 1.0E-5", "1.66E-06", "N = 60000", "1/(10 N)")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 1_000, 1_001, 60_000, 100_000, 123_457, 6_000_000_001L})
  void warning_boundThatItNames_isWithinTheRule(long datasetSize) {
    String warning = DeltaRule.warning(0.5, datasetSize).orElseThrow();
    double named = Double.parseDouble(warning.replaceAll(".*= (\\S+) for.*", "$1"));
    assertThat(named).isGreaterThan(0.99 / (10.0 * datasetSize));
    assertThat(DeltaRule.warning(named, datasetSize)).isEmpty();
  }
}
