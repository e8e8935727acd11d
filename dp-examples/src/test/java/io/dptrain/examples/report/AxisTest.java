package io.dptrain.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static Axis around(boolean isLogarithmic, Double... values) {
    return Axis.around(new TreeSet<>(List.of(values)), isLogarithmic).between(100, 200);
  }

  @Test
  void around_linear_includesZeroAndAllValues() {
    Axis axis = around(false, 3.0, 17.0);
    assertThat(axis.at(0)).isEqualTo(100);
    assertThat(axis.at(17)).isBetween(170.0, 200.0);
    assertThat(axis.ticks()).startsWith(0.0, 5.0, 10.0);
    assertThat(around(false, -2.0, 1.0).ticks()).contains(-2.0, 0.0, 1.0);
  }

  @Test
  void around_logarithmic_hasPowersOfTen() {
    Axis axis = around(true, 1e-3, 1e3);
    assertThat(axis.at(1)).isCloseTo(150, within(1e-6));
    assertThat(axis.ticks().stream().map(axis::label)).contains("0.001", "10", "1000");
    assertThat(axis.holds(0)).isFalse();
    assertThat(around(true, 2.0, 30.0).ticks()).contains(2.0, 5.0, 10.0, 20.0);
    assertThat(around(true, 1e-30, 1e30).ticks()).hasSizeLessThan(12);
  }

  @Test
  void around_oneValueOrNone_hasALength() {
    for (Axis axis : List.of(around(false), around(true), around(false, 0.0), around(true, 5.0))) {
      assertThat(axis.highest()).isGreaterThan(axis.lowest());
      assertThat(axis.ticks()).isNotEmpty().hasSizeLessThan(20);
    }
  }
}
