package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SeededBits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PoissonSamplingTest {
  private final RandomBits bits = SeededBits.of(7);

  @Test
  void draw_manyBatches_sizeIsBinomial() {
    // 20,000 batches: mean and variance of the size, each with a false-reject probability of 7e-9.
    PoissonSampling sampling = PoissonSampling.of(1000, 50);
    int batches = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < batches; i++) {
      double deviation = sampling.draw(0, bits).get(0).length - 50.0;
      sum += deviation;
      squares += deviation * deviation;
    }
    double variance = 1000 * 0.05 * 0.95;
    assertThat(Math.abs(sum / batches))
        .isLessThan(RowCounts.QUANTILE * Math.sqrt(variance / batches));
    assertThat(Math.abs(squares / batches / variance - 1))
        .isLessThan(RowCounts.QUANTILE * Math.sqrt(2.0 / batches));
  }

  @Test
  void draw_manyBatches_everyExampleIsEquallyLikely() {
    // 100 counts of Binomial(20,000, 0.1); false-reject probability below 100 * 7e-9.
    PoissonSampling sampling = PoissonSampling.of(100, 10);
    RowCounts counts = new RowCounts(100);
    for (int i = 0; i < 20_000; i++) {
      counts.add(sampling.draw(0, bits).get(0));
    }
    counts.assertEquallyLikely(0.1);
  }

  @Test
  void draw_twoExamples_joinIndependently() {
    // Pairs of neighbors in 40,000 batches; false-reject probability 7e-9.
    PoissonSampling sampling = PoissonSampling.of(2, 0.6);
    int batches = 40_000;
    int both = 0;
    for (int i = 0; i < batches; i++) {
      both += sampling.draw(0, bits).get(0).length == 2 ? 1 : 0;
    }
    double stdDev = Math.sqrt(batches * 0.09 * 0.91);
    assertThat(Math.abs(both - batches * 0.09)).isLessThan(RowCounts.QUANTILE * stdDev);
  }

  @Test
  void draw_batch_isAscendingAndInRange() {
    int[] rows = PoissonSampling.of(10_000, 3000).draw(0, bits).get(0);
    assertThat(rows).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(rows).allMatch(row -> row >= 0 && row < 10_000)).isTrue();
  }

  @Test
  void draw_probabilityOne_takesEverybody() {
    assertThat(PoissonSampling.of(5, 5).draw(0, bits).get(0)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void draw_tinyProbability_isUsuallyEmpty() {
    assertThat(PoissonSampling.of(1000, 1e-12).draw(0, bits).get(0)).isEmpty();
  }

  @Test
  void draw_twoSecureSources_differ() {
    PoissonSampling sampling = PoissonSampling.of(10_000, 100);
    assertThat(sampling.draw(0, SecureBits.create()).get(0))
        .isNotEqualTo(sampling.draw(0, SecureBits.create()).get(0));
  }

  @Test
  void after_steps_arePoissonSampledWithTheProbabilityThatIsDrawn() {
    assertThat(PoissonSampling.of(60_000, 256).after(9, new GaussianEvent(1.1)))
        .isEqualTo(
            new SelfComposedEvent(
                new PoissonSampledEvent(256 / 60_000.0, new GaussianEvent(1.1)), 9));
  }

  @Test
  void of_batchLargerThanDataSet_isRefused() {
    assertThatThrownBy(() -> PoissonSampling.of(10, 11))
        .hasMessageContaining("expectedBatchSize")
        .hasMessageContaining("11")
        .hasMessageContaining("10 examples");
  }

  @Test
  void of_sizesOutOfDomain_areRefused() {
    assertThatThrownBy(() -> PoissonSampling.of(0, 1)).hasMessageContaining("datasetSize");
    assertThatThrownBy(() -> PoissonSampling.of(10, 0)).hasMessageContaining("expectedBatchSize");
    assertThatThrownBy(() -> PoissonSampling.of(10, Double.NaN)).hasMessageContaining("NaN");
  }
}
