package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Layers that TensorFlow's kernels for CPUs get wrong, do not run, or run only where the graph
 * optimizer replaces them by those of oneDNN: not in each build, and never inside of a mapped
 * function. A graph with one is built without complaint, and then is wrong or fails at each step.
 *
 * @param name the name of the operation
 * @param type its op type
 * @param attributes the value of an attribute; an empty one may stand for the default
 */
record LayerKernels(String name, String type, Function<String, AttrValue> attributes) {
  private static final Set<OpKind> LAYERS =
      EnumSet.of(OpKind.CONVOLUTION, OpKind.POOLING, OpKind.BATCH_NORMALIZATION);
  private static final Set<String> CHANNELS_LAST = Set.of("", "NHWC", "NDHWC");

  /** Why an operation does not run everywhere; empty if it does, or is no such layer. */
  static Optional<GraphFinding> fault(Node node) {
    LayerKernels layer =
        new LayerKernels(
            node.operation().name(),
            node.type(),
            name -> node.operation().attributes().getAttrValueProto(name));
    return layer.format().or(() -> layer.geometry()).or(() -> layer.shapes(node));
  }

  /** The same of an operation inside of a function, whose shapes are not known. */
  static Optional<GraphFinding> possibleFault(NodeDef node) {
    LayerKernels layer =
        new LayerKernels(
            node.getName(),
            node.getOp(),
            name -> node.getAttrOrDefault(name, AttrValue.getDefaultInstance()));
    return layer.format().or(layer::geometry).or(layer::possiblyWrong);
  }

  private OpKind kind() {
    return OpFacts.kindOf(type);
  }

  private Optional<GraphFinding> possiblyWrong() {
    return type.equals("Conv2DBackpropInput")
        ? Optional.of(
            finding(
                "gives wrong numbers in some shapes where oneDNN computes it, and in a function its"
                    + " shapes are not known",
                "add it to the graph itself instead of to a function"))
        : Optional.empty();
  }

  private Optional<GraphFinding> format() {
    boolean hasFormat = LAYERS.contains(kind());
    if (!hasFormat) {
      return Optional.empty();
    }
    String format = attributes.apply("data_format").getS().toStringUtf8();
    return CHANNELS_LAST.contains(format)
        ? Optional.empty()
        : fails("with the data format " + format, "transpose to channels last before it, and back");
  }

  /**
   * Windows that move over channels, and depthwise ones whose strides differ or that are dilated.
   */
  private Optional<GraphFinding> geometry() {
    if (kind() == OpKind.CONVOLUTION && (last("strides") != 1 || last("dilations") != 1)) {
      return fails("with a stride or dilation over channels", "use 1 for the channels");
    }
    if (type.equals("DepthwiseConv2dNative")
        && !sizes("strides").get(1).equals(sizes("strides").get(2))) {
      return fails(
          "with the strides " + sizes("strides"),
          "use the same stride for rows and columns, and slice the output");
    }
    if (type.equals("DepthwiseConv2dNative") && isDilated() && !isSinglePrecision()) {
      return fails(
          "with dilations, except in single precision",
          "spread the kernel with zeros instead, or cast to single precision before it");
    }
    boolean isPool = kind() == OpKind.POOLING && !type.equals("MaxPoolV2");
    return isPool && (last("ksize") != 1 || last("strides") != 1)
        ? poolsOverChannels()
        : Optional.empty();
  }

  private Optional<GraphFinding> shapes(Node node) {
    return switch (type) {
      case "Conv2D" ->
          groups(node.shape(0), node.shape(1))
              .or(() -> wrong(faults(node, node.shape(0)).mayBeWrong()));
      case "Conv2DBackpropInput" ->
          groups(node.outputShape(), node.shape(1))
              .or(() -> wrong(faults(node, node.outputShape()).inputGradientMayBeWrong()));
      case "Conv3D" -> wrong(faults(node, node.shape(0)).mayBeWrong());
      case "MaxPoolV2" -> window(node, 1).or(() -> window(node, 2));
      default -> Optional.empty();
    };
  }

  /** A kernel that is less deep than its input belongs to a group of channels. */
  private Optional<GraphFinding> groups(Shape input, Shape kernel) {
    boolean areKnown = input.numDimensions() == 4 && kernel.numDimensions() == 4;
    long channels = areKnown ? input.get(3) : Shape.UNKNOWN_SIZE;
    long depth = areKnown ? kernel.get(2) : Shape.UNKNOWN_SIZE;
    boolean isGrouped = channels >= 0 && depth >= 0 && channels != depth;
    return isGrouped
        ? fails(
            "in groups, with a kernel of depth " + depth + " for " + channels + " channels",
            "split the channels, give each group a convolution of its own, and concat")
        : Optional.empty();
  }

  private static ConvolutionFaults faults(Node node, Shape image) {
    return ConvolutionFaults.of(node.operation(), image, node.shape(1));
  }

  /** Where a model has all its sizes, a product has taken its place: {@link RightConvolutions}. */
  private Optional<GraphFinding> wrong(boolean mayBe) {
    return mayBe
        ? Optional.of(
            finding(
                "gives wrong numbers in this shape, or may, where oneDNN computes it",
                "give image and kernel a multiple of 32 channels, the last ones zeros, or known"
                    + " shapes to a convolution in two dimensions, as with tf.ensureShape"))
        : Optional.empty();
  }

  private Optional<GraphFinding> window(Node node, int input) {
    return node.constant(input)
        .filter(sizes -> sizes.length == 4 && sizes[3] != 1)
        .flatMap(sizes -> poolsOverChannels());
  }

  private Optional<GraphFinding> poolsOverChannels() {
    return fails("over channels", "reshape the channels to an axis of their own and reduce it");
  }

  private boolean isDilated() {
    return sizes("dilations").stream().anyMatch(size -> size != 1);
  }

  private boolean isSinglePrecision() {
    return attributes.apply("T").getType() == DataType.DT_FLOAT;
  }

  private long last(String attribute) {
    List<Long> sizes = sizes(attribute);
    return sizes.isEmpty() ? 1 : sizes.get(sizes.size() - 1);
  }

  private List<Long> sizes(String attribute) {
    return attributes.apply(attribute).getList().getIList();
  }

  private Optional<GraphFinding> fails(String where, String fix) {
    return Optional.of(
        finding("does not run on every processor " + where + ", and each step would fail", fix));
  }

  private GraphFinding finding(String reason, String fix) {
    return new GraphFinding(GraphFinding.Kind.NOT_COVERED, name, type, reason, fix);
  }
}
