package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RdpOrdersTest {
  private static double[] values(RdpOrders orders) {
    return IntStream.range(0, orders.size()).mapToDouble(orders::order).toArray();
  }

  @Test
  void defaults_always_ascendStrictlyFromSmallest() {
    double[] orders = values(RdpOrders.defaults());

    assertThat(orders[0]).isEqualTo(RdpOrders.SMALLEST);
    for (int i = 1; i < orders.length; i++) {
      assertThat(orders[i]).isGreaterThan(orders[i - 1]);
    }
  }

  @Test
  void defaults_always_holdThePublishedOnes() {
    double[] published =
        Stream.of(
                IntStream.range(11, 110).mapToDouble(i -> i / 10.0).toArray(),
                IntStream.range(11, 64).asDoubleStream().toArray(),
                new double[] {128, 256, 512, 1024})
            .flatMapToDouble(Arrays::stream)
            .toArray();

    assertThat(values(RdpOrders.defaults())).contains(published);
  }

  @Test
  void of_unsortedWithRepeats_isSortedAndDistinct() {
    assertThat(values(RdpOrders.of(8, 2, 8, 1.5))).containsExactly(1.5, 2, 8);
    assertThat(RdpOrders.of(8, 2)).hasToString("2 orders from 2.0 to 8.0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.001, Double.NaN, Double.POSITIVE_INFINITY, -2, 2e6})
  void of_orderOutsideDomain_isRefusedWithTheValue(double order) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RdpOrders.of(2, order))
        .withMessageContaining("order must be in [1.01, 1048576.0], but is " + order);
  }

  @Test
  void of_noOrder_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(RdpOrders::of);
  }
}
