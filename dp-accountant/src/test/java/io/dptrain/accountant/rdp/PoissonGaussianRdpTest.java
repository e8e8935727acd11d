package io.dptrain.accountant.rdp;

import static io.dptrain.accountant.rdp.PoissonGaussianRdp.rdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonGaussianRdpTest {
  static Stream<Row> golden() {
    return GoldenTable.rows("rdp_poisson_gaussian");
  }

  @ParameterizedTest
  @MethodSource("golden")
  void rdp_anyOrder_isAtMost3e12AboveSixtyDigitsAndNeverBelow(Row row) {
    double truth = row.number("rdp_mpmath");

    double rdp =
        rdp(
            row.number("sampling_probability"),
            row.number("noise_multiplier"),
            row.number("order"));

    assertThat(rdp / truth - 1).isBetween(0.0, 3e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 1.0, 1.5",
    "0.5, 0.6, 3.7",
    "0.2, 2.0, 8",
    "0.9, 5, 20.5",
    "0.05, 0.4, 2.25",
    "0.3, 1, 20",
    "0.1, 0.15, 1.5",
    "1e-3, 0.12, 1.25",
    "0.3, 0.1, 1.1",
    "0.05, 0.2, 1.1",
    "0.1, 0.15, 1.05"
  })
  void rdp_againstDirectIntegral_isEqual(double q, double noise, double order) {
    double direct = directIntegral(q, noise, order);

    assertThat(rdp(q, noise, order)).isCloseTo(direct, within(1e-11 + 3e-12 * direct));
  }

  /** The definition, by the midpoint rule: slow, and obvious. */
  private static double directIntegral(double q, double noise, double order) {
    double from = -12 * noise;
    double step = (order + 24 * noise) / 400_000;
    double sum = 0;
    for (int i = 0; i < 400_000; i++) {
      double x = from + (i + 0.5) * step;
      double without = density(x, noise);
      double with = (1 - q) * without + q * density(x - 1, noise);
      sum += step * with * Math.pow(with / without, order - 1);
    }
    return Math.log(sum) / (order - 1);
  }

  private static double density(double x, double noise) {
    return Math.exp(-x * x / (2 * noise * noise)) / (noise * Math.sqrt(2 * Math.PI));
  }

  @ParameterizedTest
  @CsvSource({
    "0.004, 1.1",
    "1e-6, 0.5",
    "1e-9, 20",
    "0.5, 0.05",
    "0.999, 3",
    "0.1, 1000",
    "1e-4, 0.2",
    "0.3, 0.039"
  })
  void rdp_wholeOrder_agreesWithOrdersJustBesideIt(double q, double noise) {
    for (int order = 2; order <= 64; order *= 2) {
      double below = rdp(q, noise, order * (1 - 1e-9));
      double above = rdp(q, noise, order * (1 + 1e-9));
      assertThat(rdp(q, noise, order)).isBetween(below * (1 - 1e-11), above * (1 + 1e-11));
      assertThat(above / below - 1).isLessThan(1e-5);
    }
  }

  @Test
  void rdp_atTheBorderOfSeparateParts_isContinuous() {
    for (double order : new double[] {1.01, 1.1, 1.5, 2.5, 10.9}) {
      for (double q : new double[] {1e-20, 1e-6, 0.01, 0.5, 0.999999}) {
        double closedForm = rdp(q, Math.nextDown(0.04), order);
        assertThat(rdp(q, 0.04, order) / closedForm - 1).isBetween(-1e-11, 1e-11);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-4, 0.01, 0.2, 0.7, 0.9999})
  void rdp_alongDefaultOrders_neverFalls(double q) {
    RdpOrders orders = RdpOrders.defaults();
    for (double noise : new double[] {0.02, 0.05, 0.4, 1, 5, 100}) {
      double previous = 0;
      for (int i = 0; i < orders.size(); i++) {
        double rdp = rdp(q, noise, orders.order(i));
        assertThat(rdp).as("order %s, noise %s", orders.order(i), noise).isFinite();
        assertThat(rdp).isGreaterThanOrEqualTo(previous * (1 - 1e-12));
        previous = rdp;
      }
    }
  }

  @Test
  void rdp_highOrderAndTinyNoise_doesNotOverflow() {
    double expected = (1024 * 1023 / (2 * 0.05 * 0.05) + 1024 * Math.log(0.01)) / 1023;

    assertThat(rdp(0.01, 0.05, 1024)).isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void rdp_fractionalOrderAbove256_isThatOfNextWholeOrder() {
    assertThat(rdp(0.01, 2, 300.5)).isEqualTo(rdp(0.01, 2, 301));
  }

  @Test
  void rdp_noSampling_isOrderOverTwiceTheVariance() {
    assertThat(rdp(1, 2, 10)).isCloseTo(10 / 8.0, within(1e-11)).isGreaterThanOrEqualTo(10 / 8.0);
  }

  @Test
  void rdp_edges_haveTheirLimits() {
    assertThat(rdp(0, 0, 2)).isZero();
    assertThat(rdp(0.5, 0, 2)).isInfinite();
    assertThat(rdp(1, 0, 1.5)).isInfinite();
    assertThat(rdp(0.5, 1e-300, 1.5)).isInfinite();
    assertThat(rdp(0.5, 1e-200, 2)).isInfinite();
    assertThat(rdp(1e-300, 1, 2.5)).isGreaterThan(0);
    assertThat(rdp(0.5, 1e300, 2)).isGreaterThan(0);
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, 1, 2",
    "-0.1, 1, 2",
    "1.1, 1, 2",
    "0.5, NaN, 2",
    "0.5, -1, 2",
    "0.5, Infinity, 2",
    "0.5, 1, NaN",
    "0.5, 1, 1",
    "0.5, 1, Infinity"
  })
  void rdp_outsideDomain_isRefused(double q, double noise, double order) {
    assertThatThrownBy(() -> rdp(q, noise, order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be");
  }
}
