package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.fault.KernelFaults;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import io.dptrain.core.testing.TestGraph;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Operations whose forward kernel is wrong, or does not run, on some processors. */
class KernelFaultsTest {
  private static final long[] ONES = {1, 1, 1, 1};

  private final Graph graph = new Graph();

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  /** What is wrong with a graph whose data has some shape. */
  private List<GraphFinding> findings(Shape data, TestGraph.Build build) {
    TestGraph test = new TestGraph(graph, data);
    Operand<?> loss = build.of(test);
    PrivacyProofException e =
        catchThrowableOfType(
            PrivacyProofException.class, () -> ExampleAnalysis.of(loss.asOutput(), List.of()));
    return e == null ? List.of() : e.findings();
  }

  private static Operand<TFloat32> einsum(
      TestGraph g, String equation, Operand<TFloat32> x, Operand<TFloat32> y) {
    return g.tf.linalg.einsum(List.of(x, y), equation);
  }

  private static Operand<TFloat32> product(TestGraph g, Operand<TFloat32> x, Operand<TFloat32> y) {
    return g.raw("BatchMatMulV2", b -> b, x, y);
  }

  @Test
  void of_einsumByWeightOfLowerRank_namesTheLetters() {
    List<GraphFinding> found =
        findings(Shape.of(-1, 5, 3, 7), g -> einsum(g, "...d,dp->...p", g.x, g.parameters(7, 5)));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).kind()).isEqualTo(GraphFinding.Kind.MIXES_EXAMPLES);
    assertThat(found.get(0).fix()).contains("'bijd,dp->bijp'", "tf.train.batchMatMul");
  }

  @Test
  void of_einsumByWeightOfOtherRank_lettersMeetFromTheRight() {
    List<GraphFinding> found =
        findings(
            Shape.of(-1, 5, 3, 7), g -> einsum(g, "...d,...dp->...p", g.x, g.parameters(3, 7, 2)));
    assertThat(found.get(0).fix()).contains("'bijd,jdp->bijp'");
  }

  /** A letter must have one size. */
  @Test
  void of_einsumThatBroadcastsOne_isSentToBatchMatMul() {
    List<GraphFinding> found =
        findings(
            Shape.of(-1, 3, 4, 7),
            g -> einsum(g, "b...td,...dp->b...tp", g.x, g.parameters(1, 7, 2)));
    assertThat(found.get(0).fix()).startsWith("use tf.train.batchMatMul");
  }

  static Stream<TestGraph.Build> broadcasts() {
    return Stream.of(
        g -> einsum(g, "dp,...d->...p", g.parameters(7, 5), g.x),
        g -> einsum(g, "b...d,dp->b...p", g.x, g.parameters(7, 5)),
        g -> einsum(g, "...d,...dp->...p", g.x, g.parameters(1, 1, 1, 7, 5)),
        g -> g.tf.math.add(g.x, frozenEinsum(g)),
        g -> g.tf.math.add(g.x, product(g, g.parameters(5, 3, 7), g.parameters(7, 7))),
        g -> product(g, g.x, g.parameters(7, 2)),
        g -> product(g, g.x, g.parameters(1, 1, 7, 2)),
        g -> product(g, g.x, g.parameters(5, 7, 2)),
        g -> product(g, g.parameters(4, 3), g.x),
        g ->
            g.raw(
                "BatchMatMulV2",
                b -> b.setAttr("adj_y", true),
                g.x,
                g.tf.expandDims(g.tf.math.mean(g.x, g.number(1)), g.number(1))));
  }

  private static Operand<TFloat32> frozenEinsum(TestGraph g) {
    return einsum(g, "...d,dp->...p", g.parameters(3, 7), g.parameters(7, 7));
  }

  @ParameterizedTest
  @MethodSource("broadcasts")
  void of_broadcastProduct_isRefusedAsMixing(TestGraph.Build build) {
    assertThat(findings(Shape.of(-1, 5, 3, 7), build))
        .extracting(GraphFinding::kind)
        .contains(GraphFinding.Kind.MIXES_EXAMPLES);
  }

  static Stream<TestGraph.Build> equalAxes() {
    return Stream.of(
        g -> einsum(g, "bijd,dp->bijp", g.x, g.parameters(7, 5)),
        g -> einsum(g, "...i,...j->...ij", g.x, g.x),
        g -> einsum(g, "b...d,...dp->b...p", g.x, g.parameters(5, 3, 7, 2)),
        g -> einsum(g, "bijd...,dp->bijp...", g.x, g.parameters(7, 5)),
        g -> product(g, g.x, g.transpose(g.x, 0, 1, 3, 2)),
        g -> g.tf.train.batchMatMul(g.x, g.parameters(7, 2), TFloat32.class),
        g -> g.tf.train.batchMatMul(g.x, g.parameters(5, 7, 2), TFloat32.class));
  }

  @ParameterizedTest
  @MethodSource("equalAxes")
  void of_productOfEqualAxesOrLetters_isAccepted(TestGraph.Build build) {
    assertThat(findings(Shape.of(-1, 5, 3, 7), build)).isEmpty();
  }

  private static Operand<TFloat32> layer(
      TestGraph g, String type, UnaryOperator<OperationBuilder> options, Operand<?>... inputs) {
    return g.raw(
        type, b -> options.apply(b.setAttr("strides", ONES).setAttr("padding", "SAME")), inputs);
  }

  private static OperationBuilder window(OperationBuilder builder) {
    return builder.setAttr("ksize", new long[] {1, 2, 2, 1});
  }

  static Stream<TestGraph.Build> layersThatFail() {
    long[] overChannels = {1, 1, 1, 2};
    return Stream.of(
        g -> layer(g, "Conv2D", b -> b.setAttr("data_format", "NCHW"), g.x, kernel(g, 4, 4)),
        g ->
            layer(
                g,
                "DepthwiseConv2dNative",
                b -> b.setAttr("data_format", "NCHW"),
                g.x,
                kernel(g, 4, 1)),
        g -> layer(g, "MaxPool", b -> window(b).setAttr("data_format", "NCHW"), g.x),
        g -> layer(g, "AvgPool", b -> window(b).setAttr("data_format", "NCHW"), g.x),
        g -> layer(g, "Conv2D", b -> b, g.x, kernel(g, 2, 4)),
        g -> layer(g, "Conv2D", b -> b, g.x, kernel(g, 1, 4)),
        g ->
            g.raw(
                "DepthwiseConv2dNative",
                b -> b.setAttr("strides", new long[] {1, 2, 1, 1}).setAttr("padding", "SAME"),
                g.x,
                kernel(g, 4, 1)),
        g ->
            g.raw(
                "AvgPool",
                b ->
                    b.setAttr("ksize", overChannels)
                        .setAttr("strides", overChannels)
                        .setAttr("padding", "VALID"),
                g.x));
  }

  private static Operand<TFloat32> kernel(TestGraph g, long in, long out) {
    return g.parameters(2, 2, in, out);
  }

  @ParameterizedTest
  @MethodSource("layersThatFail")
  void of_layerThatDoesNotRun_isRefusedAndNotMapped(TestGraph.Build build) {
    assertThat(findings(Shape.of(-1, 4, 4, 4), build))
        .extracting(GraphFinding::kind)
        .contains(GraphFinding.Kind.NOT_COVERED);
  }

  @SuppressWarnings("unchecked") // the operation keeps the type of its inputs
  private static Operand<TFloat64> asDouble(Operand<?> operand) {
    return (Operand<TFloat64>) operand;
  }

  @Test
  void of_dilatedDepthwiseConvolution_isRefusedBeyondSinglePrecision() {
    UnaryOperator<OperationBuilder> dilations =
        b -> b.setAttr("dilations", new long[] {1, 2, 2, 1});
    List<GraphFinding> inDouble =
        findings(
            Shape.of(-1, 4, 4, 4),
            g -> {
              Operand<TFloat64> x = g.tf.dtypes.cast(g.x, TFloat64.class);
              Operand<TFloat64> wide = g.tf.dtypes.cast(kernel(g, 4, 1), TFloat64.class);
              Operand<?> wideOutput = layer(g, "DepthwiseConv2dNative", dilations, x, wide);
              return g.tf.dtypes.cast(asDouble(wideOutput), TFloat32.class);
            });
    assertThat(inDouble)
        .extracting(GraphFinding::reason)
        .anyMatch(reason -> reason.contains("except in single precision"));
    assertThat(
            findings(
                Shape.of(-1, 4, 4, 4),
                g -> layer(g, "DepthwiseConv2dNative", dilations, g.x, kernel(g, 4, 1))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void of_transposedConvolutionFromOneChannelToOne_isRefused(long stride) {
    List<GraphFinding> found =
        findings(
            Shape.of(-1, 4, 4, 1),
            g ->
                g.tf.nn.conv2dBackpropInput(
                    g.tf.concat(
                        List.of(
                            g.tf.slice(g.tf.shape(g.x), g.vector(0), g.vector(1)),
                            g.vector((int) (4 * stride), (int) (4 * stride), 1)),
                        g.number(0)),
                    g.parameters(3, 2, 1, 1),
                    g.x,
                    List.of(1L, stride, stride, 1L),
                    "SAME"));
    assertThat(found).extracting(GraphFinding::kind).containsExactly(GraphFinding.Kind.NOT_COVERED);
  }

  /** A volume has no product in its place, and of an open width it is not known what to build. */
  static Stream<Arguments> oneColumn() {
    return Stream.of(
        Arguments.of(
            Shape.of(-1, 2, 3, 1, 33),
            (TestGraph.Build)
                g ->
                    g.raw(
                        "Conv3D",
                        b ->
                            b.setAttr("strides", new long[] {1, 1, 1, 1, 1})
                                .setAttr("padding", "SAME"),
                        g.x,
                        g.parameters(1, 3, 1, 33, 4))),
        Arguments.of(
            Shape.of(-1, 4, -1, 25),
            (TestGraph.Build) g -> layer(g, "Conv2D", b -> b, g.x, g.parameters(3, 1, 25, 4))));
  }

  @ParameterizedTest
  @MethodSource("oneColumn")
  void of_convolutionToOneColumnInPartOfABlock_isRefused(Shape data, TestGraph.Build build) {
    assertThat(findings(data, build))
        .extracting(GraphFinding::reason)
        .anyMatch(reason -> reason.contains("gives wrong numbers in this shape"));
  }

  @Test
  void requireNone_ordinaryLayer_isAccepted() {
    TestGraph g = new TestGraph(graph, Shape.of(-1, 4, 4, 4));
    layer(g, "Conv2D", b -> b, g.x, kernel(g, 4, 2));
    layer(g, "MaxPool", KernelFaultsTest::window, g.x);
    assertThatCode(() -> KernelFaults.requireNone(graph)).doesNotThrowAnyException();
  }
}
