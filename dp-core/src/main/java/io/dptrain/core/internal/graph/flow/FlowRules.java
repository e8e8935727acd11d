package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.RowCount;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.fault.FailingRules;
import io.dptrain.core.internal.graph.fault.MixingRules;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import io.dptrain.core.internal.graph.op.SignalKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rule of every op type that may see data. A rule is asked only when at least one input knows
 * something of the examples; it says what the outputs know, or refuses.
 */
public final class FlowRules {
  private static final Map<String, FlowRule> RULES = table();

  private FlowRules() {}

  /** The op types that have a rule. */
  public static Set<String> types() {
    return RULES.keySet();
  }

  /** What an operation that sees data makes of it. */
  static List<ExampleDependence> follow(Node node) {
    MixingRules.refuseByNature(node);
    MixingRules.refuseSegments(node);
    FailingRules.refuse(node);
    FlowRule rule = RULES.get(node.type());
    if (rule == null && OpRegistry.isStateful(node.type())) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "keeps state, fails or shows something, and so would tell of the data",
          "remove it from the path to the loss");
    }
    refuseRowCount(node);
    if (rule == null) {
      throw node.notFollowed(
          "is not known to keep examples apart",
          "express it in the ops listed in docs/gradients.md");
    }
    return rule.apply(node);
  }

  /** The number of rows may be used to shape a tensor, and for nothing else. */
  private static void refuseRowCount(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      ExampleDependence input = node.inputs().get(i);
      if (input == RowCount.TENSOR && !(node.type().equals("Reshape") && i == 1)) {
        throw computesWithRowCount(node);
      }
      boolean isShape = OpFacts.of(node.type()).shapeInputs().contains(i);
      if (input instanceof Sizes sizes && !sizes.isDataFree() && !isShape) {
        throw sizes.hasBatchEntry() ? computesWithRowCount(node) : computesWithUnknownSize(node);
      }
    }
  }

  private static PrivacyProofException computesWithRowCount(Node node) {
    return node.mixes(
        "it computes with the number of rows in the batch, which depends on every example",
        "where a sum over the batch is divided by it, write tf.math.mean over the axis of the"
            + " examples in place of the sum over it; elsewhere use a public constant such as the expected batch size");
  }

  static PrivacyProofException computesWithUnknownSize(Node node) {
    return node.notFollowed(
        "computes with a size that is not known statically",
        "give that axis of the placeholder a static size");
  }

  private static Map<String, FlowRule> table() {
    Map<String, FlowRule> rules = new HashMap<>();
    put(rules, OpKind.UNARY, node -> node.requireExamples(0, "input"));
    put(rules, OpKind.ELEMENTWISE, AlignmentRules::elementwise);
    put(rules, "Select", AlignmentRules::select);
    put(rules, "SoftmaxCrossEntropyWithLogits", AlignmentRules::crossEntropy);
    put(rules, "SparseSoftmaxCrossEntropyWithLogits", AlignmentRules::sparseCrossEntropy);
    put(rules, "MatMul", ProductRules::matMul);
    put(rules, "BatchMatMul BatchMatMulV2 BatchMatMulV3", ProductRules::batchMatMul);
    put(rules, "Einsum", EinsumRule::apply);
    put(rules, "GatherV2", GatherRules::gather);
    put(rules, "GatherNd", GatherRules::gatherNd);
    putShapes(rules);
    putAxes(rules);
    putLayers(rules);
    return Map.copyOf(rules);
  }

  private static void putShapes(Map<String, FlowRule> rules) {
    put(rules, "Reshape", ReshapeRule::apply);
    put(rules, "Fill", FillRules::fill);
    put(rules, "BroadcastTo", FillRules::broadcastTo);
    put(rules, OpKind.RANDOM, FillRules::random);
    put(rules, "ConcatV2", JoinRules::concatV2);
    put(rules, "Concat", JoinRules::concat);
    put(rules, "Pack", JoinRules::pack);
    put(rules, "Split", JoinRules::split);
    put(rules, "SplitV", JoinRules::splitV);
    put(rules, "Unpack", JoinRules::unpack);
    put(rules, "Tile", JoinRules::tile);
    put(rules, "Slice", SliceRules::slice);
    put(rules, "StridedSlice", SliceRules::stridedSlice);
  }

  private static void putAxes(Map<String, FlowRule> rules) {
    put(rules, OpKind.REDUCTION, AxisRules::reduction);
    put(rules, "Cumsum Cumprod CumulativeLogsumexp ReverseV2", AxisRules::along);
    put(rules, "Softmax LogSoftmax", AxisRules::alongLast);
    put(rules, "TopKV2", AxisRules::topK);
    put(rules, "MatrixDiag MatrixDiagV2 MatrixDiagV3", AxisRules::diagonal);
    put(rules, "MatrixDiagPart MatrixDiagPartV2 MatrixDiagPartV3", AxisRules::alongLastTwo);
    put(rules, "MatrixBandPart", AxisRules::alongLastTwo);
    put(rules, "OneHot", AxisRules::oneHot);
    put(rules, "ExpandDims", AxisRules::expandDims);
    put(rules, "Squeeze", AxisRules::squeeze);
    put(rules, "Transpose", AxisRules::transpose);
    put(rules, "Pad PadV2 MirrorPad", AxisRules::pad);
  }

  private static void putLayers(Map<String, FlowRule> rules) {
    put(rules, "BiasAdd", LayerRules::biasAdd);
    put(rules, "Conv2D DepthwiseConv2dNative Conv3D", LayerRules::convolution);
    put(rules, "Conv2DBackpropInput", LayerRules::transposedConvolution);
    put(rules, "MaxPool AvgPool MaxPool3D AvgPool3D", LayerRules::pooling);
    put(rules, "MaxPoolV2", LayerRules::poolingV2);
    put(rules, "ExtractImagePatches", LayerRules::patches);
    put(rules, SignalKind.OP_TYPE, LayerRules::snapshot);
    put(rules, "LRN ResizeBilinear ResizeNearestNeighbor", LayerRules::image);
    for (String type : OpFacts.ofKind(OpKind.BATCH_NORMALIZATION)) {
      rules.put(type, LayerRules::batchNormalization);
    }
  }

  private static void put(Map<String, FlowRule> rules, OpKind kind, FlowRule.OneLayout rule) {
    OpFacts.ofKind(kind).forEach(type -> rules.put(type, FlowRule.of(rule)));
  }

  private static void put(Map<String, FlowRule> rules, String types, FlowRule.OneLayout rule) {
    for (String type : types.split(" ", -1)) {
      rules.put(type, FlowRule.of(rule));
    }
  }
}
