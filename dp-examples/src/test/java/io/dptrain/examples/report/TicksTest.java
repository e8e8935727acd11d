package io.dptrain.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @ParameterizedTest
  @CsvSource({"0.97, 1", "1, 1", "2.6, 3", "0.31, 0.4", "54.3, 60", "1e-6, 1e-6"})
  void top_value_isTheNextTick(double value, double top) {
    assertThat(Ticks.top(value)).isCloseTo(top, within(1e-9 * top));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.2, 0.5", "1, 1, 1", "7, 5, 10", "0.001, 0.001, 0.001", "54, 50, 100"})
  void belowAndAbove_value_areOneTwoOrFive(double value, double below, double above) {
    assertThat(Ticks.below(value)).isCloseTo(below, within(1e-9 * below));
    assertThat(Ticks.above(value)).isCloseTo(above, within(1e-9 * above));
  }

  @Test
  void logarithmic_ticks_areLabeledAtOneTwoAndFive() {
    assertThat(Ticks.logarithmic(0.2)).isEqualTo("0.2");
    assertThat(Ticks.logarithmic(0.30000000000000004)).isEmpty();
    assertThat(Ticks.logarithmic(1000)).isEqualTo("1000");
    assertThat(Ticks.linear(0.30000000000000004)).isEqualTo("0.3");
  }
}
