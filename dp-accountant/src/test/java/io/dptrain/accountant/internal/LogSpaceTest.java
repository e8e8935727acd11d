package io.dptrain.accountant.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogSpaceTest {
  @Test
  void logExpm1_aroundItsSwitch_isContinuous() {
    assertThat(LogSpace.logExpm1(1e-300)).isCloseTo(Math.log(1e-300), within(1e-12));
    assertThat(LogSpace.logExpm1(Math.log(3))).isCloseTo(Math.log(2), within(1e-15));
    assertThat(LogSpace.logExpm1(40)).isCloseTo(40, within(1e-14));
    assertThat(LogSpace.logExpm1(1e9)).isEqualTo(1e9);
  }

  @Test
  void log1pExp_tinyAndHuge_keepsItsDigits() {
    assertThat(LogSpace.log1pExp(-700)).isEqualTo(Math.exp(-700));
    assertThat(LogSpace.log1pExp(0)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(LogSpace.log1pExp(1e9)).isEqualTo(1e9);
  }

  @Test
  void sum_anyOrderOfTerms_isTheLogarithmOfTheSum() {
    assertThat(sum(-1000, -1001, -999)).isCloseTo(-999 + Math.log(1.5032147244), within(1e-9));
    assertThat(sum(-999, -1000, -1001)).isCloseTo(sum(-1001, -1000, -999), within(1e-12));
    assertThat(sum(1e6, 0)).isEqualTo(1e6);
  }

  @Test
  void sum_zeroAndInfiniteTerms_haveTheirLimits() {
    double nothing = Double.NEGATIVE_INFINITY;
    double infinite = Double.POSITIVE_INFINITY;

    assertThat(sum()).isEqualTo(nothing);
    assertThat(sum(nothing, nothing)).isEqualTo(nothing);
    assertThat(sum(0, nothing, 0, nothing)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(sum(0, infinite, infinite, 5)).isEqualTo(infinite);
    assertThat(sum(0, Double.NaN)).isNaN();
  }

  private static double sum(double... logTerms) {
    LogSpace.Sum sum = new LogSpace.Sum();
    for (double logTerm : logTerms) {
      sum.add(logTerm);
    }
    return sum.log();
  }
}
