package io.dptrain.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;

/** How often each row of a data set was drawn. */
final class RowCounts {
  /** Standard normal quantile of a two-sided false-reject probability of 7e-9. */
  static final double QUANTILE = 5.8;

  private final int[] counts;
  private int batches;

  RowCounts(int datasetSize) {
    counts = new int[datasetSize];
  }

  void add(int[] batch) {
    for (int row : batch) {
      counts[row]++;
    }
    batches++;
  }

  /**
   * Each count is one of Binomial(batches, probability); the false-reject probability is below 7e-9
   * for each row.
   */
  void assertEquallyLikely(double probability) {
    double stdDev = Math.sqrt(batches * probability * (1 - probability));
    for (int row = 0; row < counts.length; row++) {
      assertThat(Math.abs(counts[row] - batches * probability))
          .as("row %d", row)
          .isLessThan(QUANTILE * stdDev);
    }
  }
}
