package io.dptrain.examples.check.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.check.sweep.Values;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** The plain loops against sums that were done by hand. */
class LoopsTest {
  private static Values values(Shape shape, double... data) {
    return new Values(shape, data);
  }

  @Test
  void window_same_addsLessInFront() {
    assertThat(Window.of("SAME", 5, 2, 1, 1)).isEqualTo(new Window(2, 1, 1, 0, 5));
    assertThat(Window.of("SAME", 5, 3, 2, 1)).isEqualTo(new Window(3, 2, 1, 1, 3));
    assertThat(Window.of("VALID", 7, 3, 2, 1)).isEqualTo(new Window(3, 2, 1, 0, 3));
    assertThat(Window.of("VALID", 7, 2, 1, 3)).isEqualTo(new Window(2, 1, 3, 0, 4));
  }

  @Test
  void einsum_product_sumsOverTheMiddle() {
    Values first = values(Shape.of(2, 2), 1, 2, 3, 4);
    Values second = values(Shape.of(2, 1), 10, 100);
    assertThat(Products.einsum("ij,jk->ik", List.of(first, second)).ints())
        .containsExactly(210, 430);
    assertThat(Products.matMul(first, second, true, false).ints()).containsExactly(310, 420);
  }

  @Test
  void einsum_ellipsis_broadcasts() {
    Values first = values(Shape.of(2, 1, 2), 1, 2, 3, 4);
    Values second = values(Shape.of(2, 1), 10, 100);
    assertThat(Products.einsum("...d,dp->...p", List.of(first, second)).shape())
        .isEqualTo(Shape.of(2, 1, 1));
    assertThat(Products.einsum("...d,dp->...p", List.of(first, second)).ints())
        .containsExactly(210, 430);
  }

  @Test
  void convolve_twoPixels_weighsThem() {
    Values image = values(Shape.of(1, 1, 3, 1), 1, 2, 4);
    Values kernel = values(Shape.of(1, 2, 1, 1), 10, 1);
    List<Window> windows = List.of(Window.of("VALID", 1, 1, 1, 1), Window.of("VALID", 3, 2, 1, 1));
    assertThat(Convolutions.convolve(image, kernel, windows).ints()).containsExactly(12, 24);
    assertThat(
            Convolutions.transposed(
                    values(Shape.of(1, 1, 2, 1), 1, 2), kernel, windows, image.shape())
                .ints())
        .containsExactly(10, 21, 2);
  }

  @Test
  void pools_edge_countsWhatLiesInside() {
    Values image = values(Shape.of(1, 3, 1), 1, 5, 4);
    List<Window> windows = List.of(Window.of("SAME", 3, 2, 2, 1));
    assertThat(Pools.maximum(image, windows).ints()).containsExactly(5, 4);
    assertThat(Pools.mean(image, windows).ints()).containsExactly(3, 4);
  }
}
