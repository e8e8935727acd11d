package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import io.dptrain.core.internal.sums.PrivateModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** A placeholder must take rows of fixed length, whichever way the model is run. */
class DataInputsTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Variable<TFloat32> weight = tf.variable(tf.constant(1f));

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  /** Makes the placeholder. */
  private interface Input {
    Operand<TFloat32> of(Ops tf);
  }

  private static Input shaped(long... shape) {
    return tf -> tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  static Stream<Arguments> refused() {
    Input withDefault =
        tf -> tf.placeholderWithDefault(tf.constant(new float[2][3]), Shape.of(-1, 3));
    return Stream.of(
        Arguments.of("as long as the longest example", shaped(-1, -1), "longest example"),
        Arguments.of("fixed number of rows", shaped(3, 2), "no example axis"),
        Arguments.of("with a default", withDefault, "default value"));
  }

  private Output<TFloat32> loss(Operand<TFloat32> data) {
    return tf.math.mul(tf.math.mean(data, tf.constant(1)), weight).asOutput();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void analysis_placeholderWithoutRowsOfFixedLength_isRefused(
      String name, Input input, String reason) {
    Output<TFloat32> loss = loss(input.of(tf));
    assertThatThrownBy(() -> ExampleAnalysis.of(loss, List.of()))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void model_placeholderWithoutRowsOfFixedLength_isRefused(
      String name, Input input, String reason) {
    Output<TFloat32> loss = loss(input.of(tf));
    assertThatThrownBy(() -> PrivateModel.of(tf, loss, List.of(), UnitSize.of(1), List.of()))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void mappedGradients_placeholderWithoutRowsOfFixedLength_isRefused(
      String name, Input input, String reason) {
    Operand<TFloat32> data = input.of(tf);
    Output<TFloat32> loss = loss(data);
    UnitInputs inputs = new UnitInputs(List.of(data.asOutput()), List.of(), 1);
    assertThatThrownBy(() -> MappedGradients.ofLoss(tf, loss, inputs, List.of(weight.asOutput())))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void model_rowsOfFixedLength_areAccepted() {
    Output<TFloat32> loss = loss(shaped(-1, 3).of(tf));
    assertThatCode(() -> PrivateModel.of(tf, loss, List.of(), UnitSize.of(1), List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void model_publicPlaceholder_mayHaveAnyShape() {
    Operand<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Output<TFloat32> loss = tf.math.mul(loss(shaped(-1, 3).of(tf)), rate).asOutput();
    assertThatCode(() -> PrivateModel.of(tf, loss, List.of(rate), UnitSize.of(1), List.of()))
        .doesNotThrowAnyException();
  }
}
