package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.gradient.SiteGradients;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.DepthwiseConv2dNative;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Operations whose gradient in the native library is wrong or ends the process. */
class GradientFaultsTest {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> DILATIONS = List.of(1L, 2L, 2L, 1L);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private Placeholder<TFloat32> data(long... example) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(example).prepend(-1)));
  }

  private Variable<TFloat32> variable(long... shape) {
    return tf.variable(tf.zeros(tf.constant(shape), TFloat32.class));
  }

  private Operand<TFloat32> sums(Operand<TFloat32> tensor) {
    int[] axes = new int[tensor.shape().numDimensions() - 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i + 1;
    }
    return tf.reduceSum(tensor, tf.constant(axes));
  }

  private void differentiate(Operand<TFloat32> loss) {
    Output<TFloat32> entries = loss.asOutput();
    ExampleAnalysis analysis = ExampleAnalysis.of(entries, List.of());
    SiteGradients.of(tf, entries, 1, analysis, analysis.variables());
  }

  private void requireRefused(Operand<TFloat32> loss, String type) {
    assertThatThrownBy(() -> differentiate(loss))
        .asInstanceOf(InstanceOfAssertFactories.type(PrivacyProofException.class))
        .satisfies(
            e -> {
              assertThat(e.findings())
                  .extracting(GraphFinding::kind)
                  .containsExactly(GraphFinding.Kind.NOT_COVERED);
              assertThat(e.findings()).extracting(GraphFinding::type).containsExactly(type);
            });
  }

  @Test
  void logSoftmax_rankThreeOnTheWayBack_isRefused() {
    Operand<TFloat32> scaled = tf.math.mul(data(3, 4), variable(4));
    requireRefused(sums(tf.nn.logSoftmax(scaled)), "LogSoftmax");
  }

  @Test
  void logSoftmax_matrixOnTheWayBack_isAccepted() {
    Operand<TFloat32> scaled = tf.math.mul(data(4), variable(4));
    assertThatCode(() -> differentiate(sums(tf.nn.logSoftmax(scaled)))).doesNotThrowAnyException();
  }

  @Test
  void logSoftmax_rankThreeOfDataAlone_isAccepted() {
    Operand<TFloat32> scaled = tf.math.mul(tf.nn.logSoftmax(data(3, 4)), variable(4));
    assertThatCode(() -> differentiate(sums(scaled))).doesNotThrowAnyException();
  }

  @Test
  void logSoftmax_rankThreeBehindStopGradient_isAccepted() {
    Operand<TFloat32> scaled = tf.math.mul(data(3, 4), variable(4));
    Operand<TFloat32> weights = tf.nn.logSoftmax(tf.stopGradient(scaled));
    assertThatCode(() -> differentiate(sums(tf.math.mul(scaled, weights))))
        .doesNotThrowAnyException();
  }

  private Operand<TFloat32> dilated(Operand<TFloat32> images) {
    return tf.nn.conv2d(images, variable(2, 2, 1, 1), ONES, "VALID", Conv2d.dilations(DILATIONS));
  }

  @Test
  void convolution_dilatedBehindATrainedLayer_isRefused() {
    Operand<TFloat32> scaled = tf.math.mul(data(6, 6, 1), variable(6, 6, 1));
    requireRefused(sums(dilated(scaled)), "Conv2D");
  }

  @Test
  void convolution_byAKernelOfUnknownDepthBehindATrainedLayer_isRefused() {
    Operand<TFloat32> scaled = tf.math.mul(data(6, 6, 2), variable(2));
    Operand<TFloat32> picked = tf.booleanMask(variable(24), tf.zeros(tf.array(24), TBool.class));
    Operand<TFloat32> kernel = tf.reshape(picked, tf.array(2, 2, -1, 3));
    requireRefused(sums(tf.nn.conv2d(scaled, kernel, ONES, "VALID")), "Conv2D");
  }

  static Stream<long[]> kernelsAtFault() {
    return Stream.of(
        new long[] {2, 2, 1, 1},
        new long[] {1, 1, 5, 3},
        new long[] {2, 3, 40, 3},
        new long[] {3, 3, 80, 64});
  }

  /** On a processor where the kernel is right no number tells that it is used. */
  @ParameterizedTest
  @MethodSource("kernelsAtFault")
  void convolution_behindATrainedLayer_hasNoGradientByTheKernelAtFault(long... kernel) {
    Variable<TFloat32> scale = variable(6, 6, kernel[2]);
    Operand<TFloat32> scaled = tf.math.mul(data(6, 6, kernel[2]), scale);
    Output<TFloat32> loss = sums(tf.nn.conv2d(scaled, variable(kernel), ONES, "VALID")).asOutput();
    ExampleAnalysis analysis = ExampleAnalysis.of(loss, List.of());
    SiteGradients<TFloat32> gradients =
        SiteGradients.of(tf, loss, 1, analysis, List.of(scale.asOutput()));
    assertThat(Graphs.ancestorsInOrder(gradients.squaredNorms().asOutput()))
        .extracting(GraphOperation::type)
        .contains("MatMul")
        .doesNotContain("Conv2DBackpropInput");
  }

  @Test
  void convolution_dilatedFirstLayer_isAccepted() {
    assertThatCode(() -> differentiate(sums(dilated(data(6, 6, 1))))).doesNotThrowAnyException();
  }

  private Operand<TFloat32> depthwise(Operand<TFloat32> images, String padding, List<Long> rates) {
    return tf.nn.depthwiseConv2dNative(
        images,
        variable(2, 2, 1, 1),
        ONES,
        padding,
        DepthwiseConv2dNative.dilations(rates),
        DepthwiseConv2dNative.explicitPaddings(
            padding.equals("EXPLICIT") ? List.of(0L, 0L, 1L, 1L, 0L, 1L, 0L, 0L) : List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME", "VALID", "EXPLICIT"})
  void depthwiseConvolution_dilatedBehindATrainedLayer_isRefused(String padding) {
    Operand<TFloat32> scaled = tf.math.mul(data(6, 6, 1), variable(6, 6, 1));
    requireRefused(sums(depthwise(scaled, padding, DILATIONS)), "DepthwiseConv2dNative");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME", "VALID", "EXPLICIT"})
  void depthwiseConvolution_denseBehindATrainedLayer_isAccepted(String padding) {
    Operand<TFloat32> scaled = tf.math.mul(data(6, 6, 1), variable(6, 6, 1));
    assertThatCode(() -> differentiate(sums(depthwise(scaled, padding, ONES))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME", "VALID", "EXPLICIT"})
  void depthwiseConvolution_dilatedFirstLayer_isAccepted(String padding) {
    assertThatCode(() -> differentiate(sums(depthwise(data(6, 6, 1), padding, DILATIONS))))
        .doesNotThrowAnyException();
  }

  /** Its gradient has the shape of the result, not of the input. */
  @Test
  void atan2_broadcastOnTheWayBack_isRefused() {
    Operand<TFloat32> scaled = tf.math.mul(data(3, 1), variable(3, 1));
    Operand<TFloat32> angles = tf.math.atan2(scaled, tf.constant(new float[] {1, 2, 3, 4}));
    requireRefused(sums(angles), "Atan2");
  }

  @Test
  void atan2_equalShapesOnTheWayBack_isAccepted() {
    Operand<TFloat32> scaled = tf.math.mul(data(3, 4), variable(3, 4));
    assertThatCode(() -> differentiate(sums(tf.math.atan2(scaled, data(3, 4)))))
        .doesNotThrowAnyException();
  }

  static Stream<Arguments> ofVariables() {
    return Stream.of(
        op("Square", (tf, w) -> tf.math.square(w)),
        op("Log1p", (tf, w) -> tf.math.log1p(w)),
        op("Asin", (tf, w) -> tf.math.asin(w)),
        op("Acos", (tf, w) -> tf.math.acos(w)),
        op("Atan", (tf, w) -> tf.math.atan(w)),
        op("Atanh", (tf, w) -> tf.math.atanh(w)),
        op("Sign", (tf, w) -> tf.math.sign(w)),
        op("Pow", (tf, w) -> tf.math.pow(w, tf.constant(2f))),
        op("BatchMatMulV3", (tf, w) -> tf.train.batchMatMul(w, w, TFloat32.class)));
  }

  /** An operation on one tensor. */
  interface Unary {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> tensor);
  }

  private static Arguments op(String type, Unary unary) {
    return Arguments.of(type, unary);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofVariables")
  void requireNone_operationOnAVariableItself_isRefusedUnlessThroughIdentity(
      String type, Unary unary) {
    Variable<TFloat32> weight = variable(2, 2);
    GraphOperation direct = (GraphOperation) unary.of(tf, weight).op();
    assertThatThrownBy(() -> GradientFaults.requireNone(direct))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageStartingWith(type)
        .hasMessageContaining("tf.identity");
    Operand<TFloat32> apart = unary.of(tf, tf.identity(weight));
    GradientFaults.requireNone((GraphOperation) apart.op());
    assertThat(graph.addGradients(apart.asOutput(), new Output<?>[] {weight.asOutput()}))
        .hasSize(1);
  }

  @Test
  void power_byAVariableOnTheWayBack_isRefused() {
    Operand<TFloat32> scaled = tf.math.mul(data(4), variable(4));
    requireRefused(sums(tf.math.pow(scaled, variable(4))), "Pow");
  }

  @Test
  void requireNoneBehind_sources_returnsWhatTheGradientPasses() {
    Operand<TFloat32> scaled = tf.math.mul(data(4), variable(4));
    Operand<TFloat32> stopped = tf.stopGradient(scaled);
    Operand<TFloat32> loss = sums(tf.math.add(scaled, stopped));
    List<GraphOperation> order = Graphs.ancestorsInOrder(loss.asOutput());
    Set<GraphOperation> passed =
        GradientFaults.requireNoneBehind(
            order, Shapes.STATIC, List.of((GraphOperation) scaled.op()));
    assertThat(passed)
        .contains((GraphOperation) loss.op())
        .doesNotContain((GraphOperation) stopped.op());
  }

  /** An index out of range is no error on a GPU, and would reach the next example's gradient. */
  @Test
  void minimize_dataPicksWithinExamples_isRefused() {
    Operand<TFloat32> logits = tf.linalg.matMul(data(3), variable(3, 4));
    Placeholder<TInt32> label = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 1)));
    Operand<TFloat32> picked = tf.gather(logits, label, tf.constant(1), Gather.batchDims(1L));
    assertThatThrownBy(() -> differentiate(sums(picked)))
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining("GatherV2")
        .hasMessageContaining("oneHot");
  }
}
