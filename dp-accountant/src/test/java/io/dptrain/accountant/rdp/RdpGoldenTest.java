package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RdpGoldenTest {
  static Stream<Row> epsilons() {
    return GoldenTable.rows("epsilon_rdp_poisson");
  }

  static Stream<Row> deltas() {
    return GoldenTable.rows("delta_for_epsilon");
  }

  static Stream<Row> gaussians() {
    return GoldenTable.rows("gaussian_no_sampling");
  }

  private static RdpAccountant accountant() {
    return new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
  }

  private static RdpAccountant run(Row row) {
    PrivacyEvent step =
        PrivacyEvent.poissonSampledGaussian(
            row.number("sampling_probability"), row.number("noise_multiplier"));
    return accountant().compose(step, row.count("steps"));
  }

  @ParameterizedTest
  @MethodSource("epsilons")
  void epsilon_everyRow_isBetweenExactAndPublishedOrders(Row row) {
    double epsilon = run(row).epsilon(row.number("delta"));

    assertThat(epsilon)
        .isGreaterThanOrEqualTo(row.number("epsilon_exact"))
        .isLessThanOrEqualTo(row.number("epsilon_exact_rdp_same_orders") * (1 + 1e-9));
  }

  /** Dense orders lose almost nothing against the best of all orders. */
  @ParameterizedTest
  @MethodSource("epsilons")
  void epsilon_everyRow_isWithinHalfPercentOfTheBestOrder(Row row) {
    double best = row.number("epsilon_exact_rdp_continuous_order");

    double epsilon = run(row).epsilon(row.number("delta"));

    assertThat(epsilon).isBetween(best * (1 - 1e-9), best * 1.005 + 1e-4);
  }

  @ParameterizedTest
  @MethodSource("deltas")
  void delta_everyRow_isBetweenExactAndPublishedOrders(Row row) {
    double delta = run(row).delta(row.number("epsilon"));

    assertThat(delta)
        .isGreaterThanOrEqualTo(row.has("delta_exact") ? row.number("delta_exact") : 0)
        .isLessThanOrEqualTo(row.number("delta_exact_rdp_same_orders") * (1 + 1e-9));
  }

  @ParameterizedTest
  @MethodSource("gaussians")
  void epsilon_withoutSampling_isBetweenExactAndPublishedOrders(Row row) {
    double epsilon =
        accountant()
            .compose(new GaussianEvent(row.number("noise_multiplier")), row.count("count"))
            .epsilon(row.number("delta"));

    assertThat(epsilon)
        .isGreaterThanOrEqualTo(row.number("epsilon_mpmath"))
        .isLessThanOrEqualTo(row.number("epsilon_rdp") * (1 + 1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "1.3, 3515, 0.955",
    "1.3, 3516, 0.955",
    "1.1, 14062, 2.597",
    "0.7, 10546, 6.320",
    "0.7, 10547, 6.320"
  })
  void epsilon_mnistPresets_isThePublishedValue(double noise, long steps, double published) {
    PrivacyEvent step = PrivacyEvent.poissonSampledGaussian(256 / 60_000.0, noise);

    double epsilon = accountant().compose(step, steps).epsilon(1e-5);

    assertThat(epsilon).isCloseTo(published, within(0.002));
  }
}
