package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.VerificationReport;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Convolutions of recordings, with few channels and thousands of columns: the constants of the
 * graph grow with the row, not with its square.
 */
class LongRowsTest {
  private static final int COLUMNS = 3000;

  /** 64 floats for each column; a constant of the square would take over 100 times as much. */
  private static final int MOST_BYTES = 64 * Float.BYTES * COLUMNS;

  private static final List<Long> NO_STRIDE = List.of(1L, 1L, 1L, 1L);

  private interface Maps {
    Operand<TFloat32> of(TestModel<TFloat32> model);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        layer(
            "one channel",
            m ->
                m.tf.nn.conv2d(
                    m.numbers(2, COLUMNS, 1), m.variable(1, 5, 1, 3), NO_STRIDE, "SAME")),
        layer(
            "seven channels, with a stride",
            m ->
                m.tf.nn.conv2d(
                    m.numbers(1, COLUMNS / 7, 7),
                    m.variable(1, 5, 7, 3),
                    List.of(1L, 2L, 2L, 1L),
                    "VALID")),
        layer(
            "each channel alone",
            m ->
                m.tf.nn.depthwiseConv2dNative(
                    m.numbers(2, COLUMNS / 2, 2), m.variable(1, 4, 2, 2), NO_STRIDE, "SAME")));
  }

  private static Arguments layer(String name, Maps maps) {
    return Arguments.of(name, maps);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void minimize_longRows_addsSmallConstants(String name, Maps maps) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> layer = model.tf.math.tanh(maps.of(model));
      DpOptimizer optimizer = model.optimizer(3, 0.7).build();
      optimizer.minimize(
          model.distance(model.tf.reshape(layer, model.tf.array(-1, layer.shape().tail().size()))));
      assertThat(model.graph.toGraphDef().getSerializedSize()).isLessThan(MOST_BYTES);
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2));
      assertThat(report.isWithin(1e-4)).isTrue();
      assertThat(optimizer.explain().fallback()).isEmpty();
    }
  }
}
