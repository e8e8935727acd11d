package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SeededBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedPoissonSamplingTest {
  private final RandomBits bits = SeededBits.of(7);

  @Test
  void draw_capOutOfReach_isThePoissonBatch() {
    int[] whole = PoissonSampling.of(1000, 50).draw(0, SeededBits.of(1)).get(0);
    assertThat(TruncatedPoissonSampling.of(1000, 50, 1000).draw(0, SeededBits.of(1)).get(0))
        .isEqualTo(whole);
  }

  /** 30 counts of Binomial(20,000, 0.2); false-reject probability below 30 * 7e-9. */
  @Test
  void draw_alwaysCut_everyUnitIsEquallyLikely() {
    TruncatedPoissonSampling sampling = TruncatedPoissonSampling.of(30, 30, 6);
    RowCounts counts = new RowCounts(30);
    for (int i = 0; i < 20_000; i++) {
      int[] rows = sampling.draw(i, bits).get(0);
      assertThat(rows).hasSize(6);
      counts.add(rows);
    }
    counts.assertEquallyLikely(0.2);
  }

  /** Of two of four units, each of the six pairs; false-reject probability below 6 * 7e-9. */
  @Test
  void draw_alwaysCut_everyPairIsEquallyLikely() {
    TruncatedPoissonSampling sampling = TruncatedPoissonSampling.of(4, 4, 2);
    int batches = 30_000;
    int[] counts = new int[16];
    for (int i = 0; i < batches; i++) {
      int[] rows = sampling.draw(i, bits).get(0);
      counts[4 * rows[0] + rows[1]]++;
    }
    double stdDev = Math.sqrt(batches / 6.0 * 5 / 6);
    for (int pair : new int[] {1, 2, 3, 6, 7, 11}) {
      assertThat(Math.abs(counts[pair] - batches / 6.0)).isLessThan(RowCounts.QUANTILE * stdDev);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "60000, 256, 423",
    "60000, 1, 34",
    "60000, 16, 72",
    "1000000, 4096, 4714",
    "100, 90, 100",
    "1, 0.5, 1"
  })
  void of_withoutCap_costsWhatNoCapCosts(int size, double expected, int cap) {
    TruncatedPoissonSampling sampling = TruncatedPoissonSampling.of(size, expected);
    PldAccountant truncated = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    PldAccountant whole = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);

    truncated.compose(sampling.after(10_000, new GaussianEvent(1)));
    whole.compose(PoissonSampling.of(size, expected).after(10_000, new GaussianEvent(1)));

    assertThat(sampling.maxBatchSize()).isEqualTo(cap);
    double poisson = whole.epsilon(1e-8);
    if (cap < size) {
      assertThat(truncated.epsilon(1e-8)).isBetween(poisson, poisson * (1 + 1e-4));
    }
  }

  @Test
  void of_withoutCapOutsideTheDomain_isRefusedAsWithout() {
    assertThatThrownBy(() -> TruncatedPoissonSampling.of(10, Double.NaN))
        .hasMessageContaining("expectedBatchSize");
    assertThatThrownBy(() -> TruncatedPoissonSampling.of(0, 1)).hasMessageContaining("datasetSize");
    assertThatThrownBy(() -> TruncatedPoissonSampling.of(10, 11)).hasMessageContaining("10");
  }

  @Test
  void after_steps_areTruncatedWithWhatIsDrawn() {
    assertThat(TruncatedPoissonSampling.of(60_000, 256, 300).after(9, new GaussianEvent(1.1)))
        .isEqualTo(
            new SelfComposedEvent(
                new TruncatedPoissonSampledEvent(
                    60_000, 256 / 60_000.0, 300, new GaussianEvent(1.1)),
                9));
  }

  @Test
  void denominator_cap_doesNotChangeIt() {
    assertThat(TruncatedPoissonSampling.of(1000, 50, 10).denominator()).isEqualTo(50);
    assertThat(TruncatedPoissonSampling.of(1000, 50, 10).largestBatch()).isEqualTo(10);
  }

  @Test
  void of_noUnits_isRefused() {
    assertThatThrownBy(() -> TruncatedPoissonSampling.of(1000, 50, 0))
        .hasMessage("maxBatchSize must be at least 1, but is 0");
  }
}
