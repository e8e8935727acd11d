package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedSizeGaussianRdpTest {
  static Stream<Row> curves() {
    return GoldenTable.rows("rdp_fixed_size_wor");
  }

  static Stream<Row> epsilons() {
    return GoldenTable.rows("epsilon_fixed_size_wor");
  }

  private static double rdp(Row row, double noisePerPrinted) {
    return new FixedSizeGaussianRdp(
            row.count("dataset_size"),
            row.count("batch_size"),
            noisePerPrinted * row.number("noise_multiplier"))
        .rdp(row.number("order"));
  }

  private static double epsilon(Row row, double noisePerPrinted) {
    GaussianEvent gaussian = new GaussianEvent(noisePerPrinted * row.number("noise_multiplier"));
    return new RdpAccountant(NeighboringRelation.REPLACE_ONE)
        .compose(
            new FixedSizeSampledEvent(row.count("dataset_size"), row.count("batch_size"), gaussian),
            row.count("steps"))
        .epsilon(row.number("delta"));
  }

  /** Above order 256 the table holds a simpler, larger bound; between whole orders no minimum. */
  @ParameterizedTest
  @MethodSource("curves")
  void rdp_everyRow_isTheTheoremOrNoAmplification(Row row) {
    double theorem = Math.min(row.number("rdp_mpmath"), row.number("rdp_no_amplification"));
    double order = row.number("order");

    double rdp = rdp(row, 2);

    assertThat(rdp).isLessThanOrEqualTo(theorem * (1 + 2e-11));
    if (order <= 256 && order == Math.rint(order)) {
      assertThat(rdp).isGreaterThanOrEqualTo(theorem);
    }
  }

  /** A known bug of another library: it is below the second of these. */
  @ParameterizedTest
  @MethodSource("curves")
  void rdp_everyRow_isAboveThatOfNeighboringDataSets(Row row) {
    assertThat(rdp(row, 2))
        .isGreaterThanOrEqualTo(row.number("rdp_lower_bound_replace_sensitivity_1"));
    assertThat(rdp(row, 1)).isGreaterThanOrEqualTo(row.number("rdp_lower_bound_clip_norm_1"));
  }

  @ParameterizedTest
  @MethodSource("epsilons")
  void epsilon_everyRow_isBetweenNeighboringDataSetsAndPublished(Row row) {
    double published = Math.min(row.number("epsilon_rdp"), row.number("epsilon_rdp_unamplified"));

    double epsilon = epsilon(row, 2);

    assertThat(epsilon).isLessThanOrEqualTo(published * (1 + 1e-9));
    if (row.has("epsilon_lower_bound_replace_sensitivity_1")) {
      assertThat(epsilon)
          .isGreaterThanOrEqualTo(row.number("epsilon_lower_bound_replace_sensitivity_1"));
    }
    if (row.has("epsilon_lower_bound_clip_norm_1")) {
      assertThat(epsilon(row, 1))
          .isGreaterThanOrEqualTo(row.number("epsilon_lower_bound_clip_norm_1"));
    }
  }

  /** The theorem as printed, its differences as alternating sums. */
  @ParameterizedTest
  @CsvSource({
    "100, 7, 2, 5",
    "60000, 256, 3, 8",
    "10, 3, 4, 9",
    "1000, 1, 2.5, 12",
    "20, 19, 5, 4"
  })
  void rdp_againstTheTheoremAsPrinted_isEqual(long size, long batch, double noise, int order) {
    double s = noise / 2;
    double ratio = (double) batch / size;
    double sum = Math.pow(ratio, 2) * CombinatoricsUtils.binomialCoefficientDouble(order, 2);
    sum *= Math.min(4 * (power(s, 2) - 1), 2 * power(s, 2));
    for (int i = 3; i <= order; i++) {
      double differences = 4 * Math.sqrt(difference(s, i - i % 2) * difference(s, i + i % 2));
      double weight = Math.pow(ratio, i) * CombinatoricsUtils.binomialCoefficientDouble(order, i);
      sum += weight * Math.min(differences, 2 * power(s, i));
    }
    double printed = Math.min(Math.log1p(sum) / (order - 1), order / (2 * s * s));

    assertThat(new FixedSizeGaussianRdp(size, batch, noise).rdp(order) / printed - 1)
        .isBetween(-1e-9, 1e-9);
  }

  private static double power(double s, int k) {
    return Math.exp(k * (k - 1) / (2 * s * s));
  }

  private static double difference(double s, int order) {
    double sum = 0;
    for (int k = 0; k <= order; k++) {
      double binomial = CombinatoricsUtils.binomialCoefficientDouble(order, k);
      sum += (k % 2 == 0 ? 1 : -1) * binomial * power(s, k);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void rdp_randomSetting_risesWithOrderAndBatchAndFallsWithNoise(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long size = (long) Math.exp(2 + 14 * random.nextDouble());
    long batch = 1 + (long) (random.nextDouble() * (size - 2));
    double noise = 0.1 * Math.exp(8 * random.nextDouble());
    FixedSizeGaussianRdp here = new FixedSizeGaussianRdp(size, batch, noise);
    FixedSizeGaussianRdp larger = new FixedSizeGaussianRdp(size, batch + 1, noise);
    FixedSizeGaussianRdp noisier = new FixedSizeGaussianRdp(size, batch, noise * 1.1);
    RdpOrders orders = RdpOrders.defaults();
    double previous = 0;
    for (int i = 0; i < orders.size() && orders.order(i) <= 2048; i++) {
      double order = orders.order(i);
      double rdp = here.rdp(order);
      String name = "seed %s, order %s".formatted(seed, order);
      assertThat(rdp).as(name).isBetween(previous, order / noise * 2 / noise * (1 + 2e-11));
      assertThat(larger.rdp(order)).as(name).isGreaterThanOrEqualTo(rdp * (1 - 2e-11));
      assertThat(noisier.rdp(order)).as(name).isLessThanOrEqualTo(rdp * (1 + 2e-11));
      previous = rdp * (1 - 2e-11);
    }
  }

  @Test
  void rdp_edges_haveTheirLimits() {
    assertThat(new FixedSizeGaussianRdp(100, 0, 0).rdp(2)).isZero();
    assertThat(new FixedSizeGaussianRdp(100, 1, 0).rdp(2)).isInfinite();
    assertThat(new FixedSizeGaussianRdp(100, 1, 0).rdp(1.5)).isInfinite();
    assertThat(new FixedSizeGaussianRdp(100, 1, 1e-200).rdp(2.5)).isInfinite();
    assertThat(new FixedSizeGaussianRdp(100, 1, 1e300).rdp(300.5))
        .isBetween(0.0, 1e-190)
        .isNotZero();
    assertThat(new FixedSizeGaussianRdp(1L << 53, 1, 1).rdp(1.01))
        .isBetween(0.0, 1e-28)
        .isNotZero();
    assertThat(new FixedSizeGaussianRdp(7, 7, 2).rdp(4)).isBetween(2.0, 2 * (1 + 2e-11));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1, 2", "10, 11, 1, 2", "10, -1, 1, 2", "10, 1, NaN, 2", "10, 1, 1, NaN"})
  void rdp_outsideDomain_isRefused(long size, long batch, double noise, double order) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixedSizeGaussianRdp(size, batch, noise).rdp(order))
        .withMessageContaining("must be");
  }
}
