package io.dptrain.core.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The kernel behind is wrong where it would broadcast. */
class ExampleProductsTest {

  @ParameterizedTest
  @CsvSource({"1, -1", "-1, 1", "1, 4", "3, 4"})
  void leftTransposed_examplesThatWouldBroadcast_areRefused(long left, long right) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatThrownBy(() -> ExampleProducts.leftTransposed(tf, rows(tf, left), rows(tf, right)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("same number of examples");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "-1, 4", "4, 4", "1, 1"})
  void leftTransposed_examplesThatMatch_areMultiplied(long left, long right) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> product =
          ExampleProducts.leftTransposed(tf, rows(tf, left), rows(tf, right));
      assertThat(product.shape().get(1)).isEqualTo(3);
    }
  }

  private static Operand<TFloat32> rows(Ops tf, long examples) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(examples, 2, 3)));
  }
}
