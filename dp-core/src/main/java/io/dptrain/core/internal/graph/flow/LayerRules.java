package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.axis.Unfollowed;
import io.dptrain.core.internal.graph.fault.MixingRules;
import io.dptrain.core.internal.graph.op.SignalKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;

/** Layers: a batch of examples, on axis 0, meets parameters. */
final class LayerRules {
  private static final Set<String> CHANNELS_LAST = Set.of("NHWC", "NDHWC");

  private LayerRules() {}

  static ExampleAxis biasAdd(Node node) {
    ExampleAxis axis = requireExamplesTimesParameters(node, 0);
    requireChannelsLast(node);
    if (axis.axis() == node.rank(0) - 1) {
      throw node.mixes(
          "it adds one bias per place in the batch", "bring the channels to the last axis");
    }
    return axis;
  }

  static ExampleAxis convolution(Node node) {
    requireExamplesTimesParameters(node, 0);
    requireChannelsLast(node);
    requireOneInFront(node, "strides");
    requireOneInFront(node, "dilations");
    return requireInFront(node, 0);
  }

  /** A transposed convolution; its first input is the shape of the result. */
  static ExampleAxis transposedConvolution(Node node) {
    requireExamplesTimesParameters(node, 2);
    requireChannelsLast(node);
    ExampleAxis axis = requireInFront(node, 2);
    Sizes sizes =
        node.sizes(0)
            .orElseThrow(
                () -> node.notFollowed("has a size that is not followed", "take it from shape(x)"));
    refuseFixedRows(node, sizes.entries());
    for (int i = 0; i < sizes.entries().size(); i++) {
      Size size = sizes.entries().get(i);
      if (!size.isConstant() && !(i == 0 && size.isSizeOf(axis))) {
        throw node.notFollowed(
            "has a size that depends on the batch", "use the size of the example axis in front");
      }
    }
    return axis;
  }

  /** A batch of another size than is built in would fail, and so show its size. */
  private static void refuseFixedRows(Node node, List<Size> sizes) {
    if (sizes.size() == 4 && sizes.get(0).isConstant() && !sizes.get(0).isConstant(-1)) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "has " + sizes.get(0).outer() + " rows built in, and fails for a batch of another size",
          "take the number of rows from shape(x)");
    }
  }

  /** Pooling with its window in attributes. */
  static ExampleAxis pooling(Node node) {
    requireChannelsLast(node);
    requireOneInFront(node, "ksize");
    requireOneInFront(node, "strides");
    return requireInFront(node, 0);
  }

  /** Pooling with its window in inputs. */
  static ExampleAxis poolingV2(Node node) {
    requireChannelsLast(node);
    requireOneInFront(node, "window", node.requireConstant(1)[0]);
    requireOneInFront(node, "stride", node.requireConstant(2)[0]);
    return requireInFront(node, 0);
  }

  /** Patches of images. */
  static ExampleAxis patches(Node node) {
    for (String attribute : List.of("ksizes", "strides", "rates")) {
      requireOneInFront(node, attribute);
    }
    return requireInFront(node, 0);
  }

  /** Images that are resized, or normalized over their channels. */
  static ExampleAxis image(Node node) {
    for (int i = 1; i < node.inputs().size(); i++) {
      node.requireDataFree(i, "size");
    }
    return requireInFront(node, 0);
  }

  /** An identity, which may clip what flows back through it. */
  static ExampleAxis snapshot(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    boolean byRow = SignalKind.of(node.operation()).filter(SignalKind.ROW_NORM::equals).isPresent();
    if (byRow && axis.axis() != 0) {
      throw node.mixes(
          "it clips the backward signal by rows, and every row holds all examples",
          "bring the example axis to the front before it");
    }
    return axis;
  }

  /** Batch normalization with statistics that were not taken from the batch. */
  static List<ExampleDependence> batchNormalization(Node node) {
    MixingRules.refuseByNature(node);
    for (int i = 1; i < node.inputs().size(); i++) {
      node.requireDataFree(i, "scale, offset, mean or variance");
    }
    requireChannelsLast(node);
    Unfollowed statistics =
        new Unfollowed(
            new GraphFinding(
                GraphFinding.Kind.NOT_FOLLOWED,
                node.operation(),
                "is used for more than its first output",
                "use the normalized tensor alone"));
    return node.outputsThen(requireInFront(node, 0), statistics);
  }

  private static ExampleAxis requireExamplesTimesParameters(Node node, int data) {
    Optional<ExampleAxis> axis = node.axis(data);
    if (axis.isEmpty() || !node.isDataFree(1)) {
      throw node.mixes(
          "both of its inputs, or its parameters alone, come from the batch",
          "one input must be the batch and the other parameters");
    }
    return axis.get();
  }

  private static ExampleAxis requireInFront(Node node, int input) {
    ExampleAxis axis = node.requireExamples(input, "input " + input);
    if (axis.axis() == node.rank(input) - 1) {
      throw node.notFollowed(
          "has the example axis where the channels are", "use the layout [batch, ..., channels]");
    }
    if (axis.axis() != 0) {
      throw node.mixes(
          "its window moves along the example axis", "use the layout [batch, ..., channels]");
    }
    return axis;
  }

  private static void requireOneInFront(Node node, String attribute) {
    GraphOperation operation = node.operation();
    long[] values = operation.attributes().getAttrIntList(attribute);
    requireOneInFront(node, attribute, values.length == 0 ? 1 : values[0]);
  }

  private static void requireOneInFront(Node node, String name, long value) {
    if (value != 1) {
      throw node.mixes(
          "its " + name + " on axis 0 is " + value + ", so it spans or skips examples",
          "use window and stride 1 on axis 0");
    }
  }

  private static void requireChannelsLast(Node node) {
    String format = node.operation().attributes().getAttrString("data_format");
    if (!CHANNELS_LAST.contains(format)) {
      throw node.notFollowed("has the data format " + format, "use NHWC");
    }
  }
}
