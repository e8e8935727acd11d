package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "1e-5, 1e-5",
    "1.5e-300, 1.5e-300",
    "1e300, 1e300",
    "0, 0",
    "-1, -1",
    "1.5, 1.5",
    "0.001, 0.001",
    "100000, 100000",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void plain_number_isAsPeopleWriteIt(double value, String text) {
    assertThat(Numbers.plain(value)).isEqualTo(text);
  }

  @Test
  void count_one_isSingular() {
    assertThat(Numbers.count(1, "epoch")).isEqualTo("1 epoch");
    assertThat(Numbers.count(14_062, "step")).isEqualTo("14,062 steps");
  }
}
