package io.dptrain.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void of_oddCount_isTheMiddleOne() {
    assertThat(Median.of(new double[] {5, 1, 3})).isEqualTo(3);
  }

  @Test
  void of_evenCount_isTheMeanOfTheTwoInTheMiddle() {
    assertThat(Median.of(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    assertThat(Median.of(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}))
        .isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void of_someNotFinite_countsThemAsTheLargest() {
    assertThat(Median.of(new double[] {Double.NaN, 1, 2})).isEqualTo(2);
    assertThat(Median.of(new double[] {INFINITE, 1})).isEqualTo(INFINITE);
    assertThat(Median.of(new double[] {INFINITE, 1, INFINITE, INFINITE})).isEqualTo(INFINITE);
    assertThat(Median.of(new double[] {Double.NaN, 1})).isNaN();
  }

  @Test
  void of_none_isNaN() {
    assertThat(Median.of(new double[0])).isNaN();
  }
}
