package io.dptrain.core.internal.graph.axis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeTest {
  private static final Size ROWS = Size.of(ExampleAxis.ROWS);

  private static Size times(long factor) {
    return Size.of(new ExampleAxis(0, 1, factor));
  }

  @Test
  void over_factorOfTheBatchSize_isTakenOut() {
    assertThat(times(12).over(Size.constant(4))).contains(times(3));
    assertThat(times(12).over(times(4))).contains(Size.constant(3));
    assertThat(times(12).over(Size.constant(5))).isEmpty();
  }

  /** {@code n * 2^25} of 129 rows is {@code 2^25} in 32 bits, and over {@code 2^25} it is one. */
  @Test
  void over_dividendThatMayHaveWrappedAround_isNotKnown() {
    long large = 1L << 25;
    assertThat((int) (129 * large) / (int) large).isOne();
    assertThat(times(large).over(Size.constant(large))).isEmpty();
    assertThat(times(large).over(times(1))).isEmpty();
    long most = 1L << 18;
    assertThat(times(most).over(Size.constant(most))).contains(ROWS);
    assertThat(Size.LARGEST_CHUNK * most).isLessThanOrEqualTo(Integer.MAX_VALUE);
  }
}
