package io.dptrain.accountant.rdp;

import static io.dptrain.accountant.rdp.LaplaceRdp.rdp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaplaceRdpTest {
  /** The definition, by the midpoint rule between the two kinks and beyond: slow, and obvious. */
  private static double directIntegral(double noise, double order) {
    int pieces = 200_000;
    double reach = 45 * noise;
    double sum = 0;
    double[] edges = {-reach, 0, 1, 1 + reach};
    for (int piece = 0; piece < 3; piece++) {
      double step = (edges[piece + 1] - edges[piece]) / pieces;
      for (int i = 0; i < pieces; i++) {
        double x = edges[piece] + (i + 0.5) * step;
        double logRatio = (Math.abs(x) - Math.abs(x - 1)) / noise;
        double density = Math.exp(-Math.abs(x - 1) / noise) / (2 * noise);
        sum += step * density * Math.exp((order - 1) * logRatio);
      }
    }
    return Math.log(sum) / (order - 1);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "0.5, 1.5", "0.3, 4", "2, 8", "5, 20.5", "3, 1.1", "1, 30"})
  void rdp_againstDirectIntegral_isEqual(double noise, double order) {
    double direct = directIntegral(noise, order);

    assertThat(rdp(noise, order)).isCloseTo(direct, within(1e-6 * direct));
  }

  /** Mironov 2017, Table II, in the form without powers of small differences. */
  @ParameterizedTest
  @CsvSource({"1, 1.5", "1, 2", "0.1, 3", "0.05, 64", "2, 256", "0.7, 1.01"})
  void rdp_againstTheClosedForm_isEqual(double noise, double order) {
    double first = Math.log(order / (2 * order - 1)) + (order - 1) / noise;
    double second = Math.log((order - 1) / (2 * order - 1)) - order / noise;
    double closed = (first + Math.log1p(Math.exp(second - first))) / (order - 1);

    assertThat(rdp(noise, order) / closed - 1).isBetween(-1e-13, 5e-13);
  }

  /** For much noise, order / (2 b^2), where the closed form has no digit left. */
  @ParameterizedTest
  @CsvSource({"1e6, 2, 1e-6", "1e10, 1.01, 1e-9", "1e50, 1024, 1e-12", "1e99, 16384, 1e-12"})
  void rdp_muchNoise_isTheSecondMoment(double noise, double order, double tolerance) {
    double limit = order / noise / (2 * noise);

    assertThat(rdp(noise, order) / limit).isCloseTo(1, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.024999, 0.025, 0.3, 1, 2, 40, 1e4})
  void rdp_alongDefaultOrders_risesTowardsTheLossWithoutDelta(double noise) {
    RdpOrders orders = RdpOrders.defaults();
    double previous = 0;
    for (int i = 0; i < orders.size(); i++) {
      double rdp = rdp(noise, orders.order(i));
      assertThat(rdp).as("order %s", orders.order(i)).isBetween(previous, (1 + 2e-13) / noise);
      previous = rdp * (1 - 1e-12);
    }
  }

  @Test
  void rdp_edges_haveTheirLimits() {
    assertThat(rdp(0, 2)).isInfinite();
    assertThat(rdp(1e-308, 2)).isBetween(9e307, Double.POSITIVE_INFINITY);
    assertThat(rdp(1e308, 2)).isBetween(0.0, 1e-199).isNotZero();
    assertThat(rdp(1, RdpOrders.LARGEST)).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"NaN, 2", "-1, 2", "Infinity, 2", "1, NaN", "1, 1", "1, Infinity"})
  void rdp_outsideDomain_isRefused(double noise, double order) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rdp(noise, order))
        .withMessageContaining("must be");
  }
}
