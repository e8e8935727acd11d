package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.RowCount;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.fault.FailingRules;
import io.dptrain.core.internal.graph.fault.MixingRules;
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
  /** Functions of each element of one tensor. */
  private static final String UNARY =
      "Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Digamma Elu Erf Erfc Erfinv Exp"
          + " Expm1 Floor Identity Inv IsFinite IsInf IsNan LeakyRelu Lgamma Log Log1p LogicalNot"
          + " Ndtri Neg OnesLike Reciprocal Relu Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Sinh"
          + " Softplus Softsign Sqrt Square StopGradient Tan Tanh ZerosLike";

  /** Functions of matching elements of several tensors, with broadcasting. */
  private static final String ELEMENTWISE =
      "Add AddN AddV2 Atan2 ClipByValue Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual"
          + " Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mod Mul MulNoNan NotEqual Pow"
          + " RealDiv SelectV2 SquaredDifference Sub TruncateDiv TruncateMod Xdivy Xlog1py Xlogy";

  private static final String REDUCTIONS =
      "All Any ArgMax ArgMin EuclideanNorm Max Mean Min Prod Sum";

  /** Chance is public: it is drawn whatever the data is. */
  private static final Set<String> RANDOM =
      Set.of("RandomStandardNormal", "RandomUniform", "TruncatedNormal");

  /** The inputs that take a shape, and so may be computed from the number of rows. */
  private static final Map<String, Set<Integer>> SHAPE_INPUTS =
      Map.of(
          "Reshape", Set.of(1),
          "Fill", Set.of(0),
          "BroadcastTo", Set.of(1),
          "Tile", Set.of(1),
          "RandomStandardNormal", Set.of(0),
          "RandomUniform", Set.of(0),
          "TruncatedNormal", Set.of(0),
          "Slice", Set.of(1, 2),
          "StridedSlice", Set.of(1, 2, 3),
          "Conv2DBackpropInput", Set.of(0));

  private static final Map<String, FlowRule> RULES = table();

  private FlowRules() {}

  /** Whether the outputs of an op type depend on its inputs, and perhaps on chance, alone. */
  public static boolean isPublic(String type) {
    return RANDOM.contains(type) || OpRegistry.isPure(type);
  }

  /** The op types that have a rule. */
  public static Set<String> types() {
    return RULES.keySet();
  }

  /** What an operation that sees data makes of it. */
  static List<ExampleDependence> follow(Node node) {
    MixingRules.refuseByNature(node);
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
      boolean isShape = SHAPE_INPUTS.getOrDefault(node.type(), Set.of()).contains(i);
      if (input instanceof Sizes sizes && !sizes.isDataFree() && !isShape) {
        throw sizes.hasBatchEntry() ? computesWithRowCount(node) : computesWithUnknownSize(node);
      }
    }
  }

  private static PrivacyProofException computesWithRowCount(Node node) {
    return node.mixes(
        "it computes with the number of rows in the batch, which depends on every example",
        "use a public constant such as the expected batch size");
  }

  static PrivacyProofException computesWithUnknownSize(Node node) {
    return node.notFollowed(
        "computes with a size that is not known statically",
        "give that axis of the placeholder a static size");
  }

  private static Map<String, FlowRule> table() {
    Map<String, FlowRule> rules = new HashMap<>();
    put(rules, UNARY, node -> node.requireExamples(0, "input"));
    put(rules, ELEMENTWISE, AlignmentRules::elementwise);
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
    put(rules, "RandomStandardNormal RandomUniform TruncatedNormal", FillRules::random);
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
    put(rules, REDUCTIONS, AxisRules::reduction);
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
    for (String type : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
      rules.put(type, LayerRules::batchNormalization);
    }
  }

  private static void put(Map<String, FlowRule> rules, String types, FlowRule.OneLayout rule) {
    for (String type : types.split(" ", -1)) {
      rules.put(type, FlowRule.of(rule));
    }
  }
}
