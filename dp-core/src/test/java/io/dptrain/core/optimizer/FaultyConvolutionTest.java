package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.testing.TestModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.types.TFloat32;

/** Convolutions of shapes in which a kernel is wrong: replaced if they are what they look like. */
class FaultyConvolutionTest {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

  /** A layer with a name for the test. */
  private record Layer(String name, Maps maps) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Maps {
    Operand<TFloat32> of(TestModel<TFloat32> model);
  }

  /** A kernel of three rows and one column, to five channels. */
  private static Operand<TFloat32> column(
      TestModel<TFloat32> m, Operand<TFloat32> x, String padding, Conv2d.Options... options) {
    return m.tf.nn.conv2d(x, m.variable(3, 1, x.shape().get(3), 5), ONES, padding, options);
  }

  private static Operand<TFloat32> transposed(
      TestModel<TFloat32> m,
      Operand<TFloat32> x,
      List<Integer> size,
      Operand<TFloat32> kernel,
      Conv2dBackpropInput.Options... options) {
    var rows = m.tf.slice(m.tf.shape(x), m.tf.array(0), m.tf.array(1));
    var rest = m.tf.constant(size.stream().mapToInt(Integer::intValue).toArray());
    var sizes = m.tf.concat(List.of(rows, rest), m.tf.constant(0));
    return m.tf.nn.conv2dBackpropInput(sizes, kernel, x, ONES, "SAME", options);
  }

  static Stream<Layer> trained() {
    return Stream.of(
        new Layer("one column", m -> column(m, m.numbers(6, 1, 40), "SAME")),
        new Layer(
            "one column, dilated",
            m -> column(m, m.numbers(7, 1, 20), "SAME", Conv2d.dilations(List.of(1L, 2L, 1L, 1L)))),
        new Layer(
            "one column, dilated, without padding",
            m ->
                column(m, m.numbers(7, 1, 20), "VALID", Conv2d.dilations(List.of(1L, 3L, 1L, 1L)))),
        new Layer(
            "one column, explicit padding and a stride",
            m ->
                m.tf.nn.conv2d(
                    m.numbers(7, 1, 20),
                    m.variable(3, 1, 20, 5),
                    List.of(1L, 2L, 1L, 1L),
                    "EXPLICIT",
                    Conv2d.explicitPaddings(List.of(0L, 0L, 2L, 3L, 0L, 0L, 0L, 0L)))),
        new Layer(
            "transposed to part of a block",
            m -> transposed(m, m.numbers(3, 4, 5), List.of(3, 4, 40), m.variable(2, 3, 40, 5))),
        new Layer(
            "transposed from one channel to one",
            m -> transposed(m, m.numbers(3, 4, 1), List.of(3, 4, 1), m.variable(2, 2, 1, 1))),
        new Layer(
            "transposed by a kernel of one pixel",
            m -> transposed(m, m.numbers(3, 4, 5), List.of(3, 4, 6), m.variable(1, 1, 6, 5))));
  }

  @ParameterizedTest
  @MethodSource("trained")
  void verify_firstLayerOfSuchAShape_isRight(Layer layer) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> maps = model.tf.math.tanh(layer.maps.of(model));
      long size = maps.shape().tail().size();
      DpOptimizer optimizer = model.optimizer(4, 0.7).build();
      optimizer.minimize(model.distance(model.tf.reshape(maps, model.tf.array(-1, size))));
      model.session.initialize();
      VerificationReport report = optimizer.verify(model.session, model.feeds(0, 1, 2));
      assertThat(report.isWithin(1e-4)).isTrue();
      assertThat(report.neighbors().gradientError().orElseThrow()).isLessThan(0.02);
    }
  }

  static Stream<Layer> refused() {
    return Stream.of(
        new Layer(
            "two groups of channels",
            m -> m.tf.nn.conv2d(m.numbers(8, 1, 50), m.variable(3, 1, 25, 4), ONES, "SAME")),
        new Layer(
            "channels first",
            m ->
                transposed(
                    m,
                    m.numbers(4, 4, 4),
                    List.of(4, 4, 4),
                    m.variable(1, 1, 4, 4),
                    Conv2dBackpropInput.dataFormat("NCHW"))),
        new Layer(
            "transposed to other pixels than there are",
            m -> transposed(m, m.numbers(3, 4, 5), List.of(5, 4, 40), m.variable(2, 3, 40, 5))),
        new Layer(
            "a stride over channels",
            m ->
                m.tf.nn.conv2d(
                    m.numbers(6, 1, 40),
                    m.variable(3, 1, 40, 5),
                    List.of(1L, 1L, 1L, 2L),
                    "SAME")));
  }

  /** A product would be of something else than the operation, or than what TensorFlow runs. */
  @ParameterizedTest
  @MethodSource("refused")
  void minimize_whatOnlyLooksLikeIt_isRefused(Layer layer) {
    try (TestModel<TFloat32> model = TestModel.single()) {
      Operand<TFloat32> maps = layer.maps.of(model);
      Operand<TFloat32> flat = model.tf.reduceSum(maps, model.tf.array(1, 2, 3));
      assertThat(model.findings(flat))
          .extracting(GraphFinding::kind)
          .contains(GraphFinding.Kind.NOT_COVERED);
    }
  }
}
