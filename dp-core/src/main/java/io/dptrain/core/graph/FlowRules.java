package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.ROWS;
import static io.dptrain.core.graph.ExampleDependence.ROW_COUNT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rule of every op type that may see data. A rule is asked only when at least one input knows
 * something of the examples; it says what the outputs know, or refuses.
 */
final class FlowRules {
  /** Row by row functions of one tensor. */
  private static final List<String> UNARY =
      List.of(
          "Abs",
          "Cast",
          "Ceil",
          "Cos",
          "Elu",
          "Erf",
          "Exp",
          "Expm1",
          "Floor",
          "Identity",
          "LeakyRelu",
          "Log",
          "Log1p",
          "LogicalNot",
          "Neg",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Round",
          "Rsqrt",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Square",
          "StopGradient",
          "Tanh",
          "ZerosLike",
          "OnesLike");

  /** Functions of matching elements of several tensors, with broadcasting. */
  private static final List<String> ELEMENTWISE =
      List.of(
          "Add",
          "AddN",
          "AddV2",
          "ClipByValue",
          "Div",
          "DivNoNan",
          "Equal",
          "Greater",
          "GreaterEqual",
          "Less",
          "LessEqual",
          "LogicalAnd",
          "LogicalOr",
          "Maximum",
          "Minimum",
          "Mul",
          "MulNoNan",
          "NotEqual",
          "Pow",
          "RealDiv",
          "SelectV2",
          "SquaredDifference",
          "Sub");

  /** Arithmetic on shapes, which carries the number of rows to the next Reshape. */
  private static final Set<String> ROW_COUNT_ARITHMETIC =
      Set.of(
          "Shape", "Slice", "StridedSlice", "Pack", "ConcatV2", "Cast", "Identity", "Prod", "Mul");

  /** Ops that are public when their inputs are: without state, files, queues or tables. */
  private static final Set<String> PURE =
      Set.of(
          "BatchMatMul",
          "BatchMatMulV2",
          "BroadcastTo",
          "Const",
          "Cumsum",
          "Fill",
          "L2Loss",
          "Pack",
          "RandomStandardNormal",
          "RandomUniform",
          "Range",
          "ReverseV2",
          "Slice",
          "Split",
          "StridedSlice",
          "Tile",
          "TruncatedNormal");

  private static final Map<String, FlowRule> RULES = table();

  private FlowRules() {}

  /** The rule for an op type, or null if it has none. */
  static FlowRule ruleFor(String type) {
    return RULES.get(type);
  }

  /** Whether the outputs of an op type depend on its inputs, and perhaps on chance, alone. */
  static boolean isPure(String type) {
    return PURE.contains(type) || RULES.containsKey(type);
  }

  /** The number of rows may be computed with in order to shape a Reshape, and for nothing else. */
  static ExampleDependence rowCount(Node node) {
    String type = node.operation().type();
    if (node.knowsRowCountOnly() && ROW_COUNT_ARITHMETIC.contains(type)) {
      return ROW_COUNT;
    }
    if (type.equals("Reshape") && node.inputs().get(0) == ROWS) {
      return AxisRules.reshape(node);
    }
    throw node.mixes(
        "it computes with the number of rows in the batch, which depends on every example",
        "use a public constant such as the expected batch size");
  }

  private static Map<String, FlowRule> table() {
    Map<String, FlowRule> rules = new HashMap<>();
    UNARY.forEach(type -> rules.put(type, node -> ROWS));
    ELEMENTWISE.forEach(type -> rules.put(type, AlignmentRules::elementwise));
    rules.put("MatMul", LayerRules::matMul);
    rules.put("BiasAdd", LayerRules::biasAdd);
    rules.put("Conv2D", LayerRules::convolution);
    rules.put("MaxPool", LayerRules::pooling);
    rules.put("MaxPoolV2", LayerRules::poolingV2);
    rules.put("AvgPool", LayerRules::pooling);
    rules.put("GatherV2", LayerRules::gather);
    rules.put("Softmax", LayerRules::overLastAxis);
    rules.put("LogSoftmax", LayerRules::overLastAxis);
    rules.put("SoftmaxCrossEntropyWithLogits", AlignmentRules::rowsOnly);
    rules.put("SparseSoftmaxCrossEntropyWithLogits", AlignmentRules::rowsOnly);
    for (String type : List.of("Sum", "Mean", "Max", "Min", "Prod")) {
      rules.put(type, AxisRules::reduction);
    }
    rules.put("ArgMax", AxisRules::reduction);
    rules.put("OneHot", AxisRules::oneHot);
    rules.put("ExpandDims", AxisRules::expandDims);
    rules.put("Squeeze", AxisRules::squeeze);
    rules.put("Transpose", AxisRules::transpose);
    rules.put("ConcatV2", AxisRules::concat);
    rules.put("Pad", AxisRules::pad);
    rules.put("PadV2", AxisRules::pad);
    rules.put("Reshape", AxisRules::reshape);
    rules.put("Shape", node -> ROW_COUNT);
    return Map.copyOf(rules);
  }
}
