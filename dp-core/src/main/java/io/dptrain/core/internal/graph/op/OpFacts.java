package io.dptrain.core.internal.graph.op;

import io.dptrain.core.internal.graph.op.OpFact.Trait;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The facts of op types, in one table that all rules read. An op is added here, by its kind; one
 * that its kind does not say all of has a rule of its own beside that.
 *
 * <p><b>Source</b>: the operations of TensorFlow 2.18. That what is said here is true of them is
 * tried by {@code ./dp check}; docs/gradients.md lists them, and a test holds it to this table.
 */
public final class OpFacts {
  private static final OpFact NOTHING = new OpFact("", OpKind.UNKNOWN, Set.of(), Set.of());
  private static final Map<String, OpFact> TABLE = table();

  private OpFacts() {}

  private static Map<String, OpFact> table() {
    return new Rows()
        .of(
            OpKind.UNARY,
            "Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Digamma Elu Erf Erfc Erfinv"
                + " Exp Expm1 FakeQuantWithMinMaxArgs Floor Identity Inv IsFinite IsInf IsNan"
                + " LeakyRelu Lgamma Log Log1p"
                + " LogicalNot Ndtri Neg OnesLike Reciprocal Relu Relu6 Rint Round Rsqrt Selu"
                + " Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Square StopGradient Tan Tanh"
                + " ZerosLike")
        .of(
            OpKind.ELEMENTWISE,
            "Add AddN AddV2 Atan2 ClipByValue Div DivNoNan Equal FakeQuantWithMinMaxVars"
                + " FakeQuantWithMinMaxVarsPerChannel FloorDiv FloorMod Greater"
                + " GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mod Mul"
                + " MulNoNan NotEqual Pow RealDiv SelectV2 SquaredDifference Sub TruncateDiv"
                + " TruncateMod Xdivy Xlog1py Xlogy")
        .of(OpKind.CHOICE, "Select")
        .of(OpKind.REDUCTION, "All Any ArgMax ArgMin EuclideanNorm Max Mean Min Prod Sum")
        .of(OpKind.PRODUCT, "MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum")
        .of(
            OpKind.CROSS_ENTROPY,
            "SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits")
        .of(OpKind.LOOK_UP, "GatherV2 GatherNd")
        .of(
            OpKind.LAYOUT,
            "BroadcastTo Concat ConcatV2 ExpandDims Fill MirrorPad OneHot Pack Pad PadV2 Reshape"
                + " Slice Split SplitV Squeeze StridedSlice Tile Transpose Unpack")
        .of(
            OpKind.ALONG_AXES,
            "Cumprod Cumsum CumulativeLogsumexp LogSoftmax MatrixBandPart MatrixDiag MatrixDiagV2"
                + " MatrixDiagV3 MatrixDiagPart MatrixDiagPartV2 MatrixDiagPartV3 ReverseV2 Softmax"
                + " TopKV2")
        .of(OpKind.RANDOM, "RandomStandardNormal RandomUniform TruncatedNormal")
        .of(OpKind.BIAS, "BiasAdd")
        .of(OpKind.CONVOLUTION, "Conv2D Conv2DBackpropInput Conv3D DepthwiseConv2dNative")
        .of(OpKind.POOLING, "AvgPool AvgPool3D MaxPool MaxPool3D MaxPoolV2")
        .of(OpKind.IMAGE, "ExtractImagePatches LRN ResizeBilinear ResizeNearestNeighbor")
        .of(OpKind.BATCH_NORMALIZATION, "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3")
        .of(OpKind.SNAPSHOT, SignalKind.OP_TYPE)
        .of(OpKind.SHAPE_OF, "Rank Shape ShapeN Size")
        .of(
            OpKind.SELECTION_BY_VALUE,
            "DynamicPartition ListDiff Unique UniqueV2 UniqueWithCounts UniqueWithCountsV2 Where")
        .of(OpKind.TOTAL, "Bincount HistogramFixedWidth L2Loss")
        .of(
            OpKind.SEGMENT,
            "SegmentMax SegmentMaxV2 SegmentMean SegmentMin SegmentMinV2 SegmentProd SegmentProdV2"
                + " SegmentSum SegmentSumV2 SparseSegmentMean SparseSegmentMeanWithNumSegments"
                + " SparseSegmentSqrtN SparseSegmentSqrtNWithNumSegments SparseSegmentSum"
                + " SparseSegmentSumWithNumSegments UnsortedSegmentMax UnsortedSegmentMin"
                + " UnsortedSegmentProd UnsortedSegmentSum")
        .of(OpKind.SHUFFLE, "RandomShuffle")
        .of(
            OpKind.CHANCE,
            "Multinomial ParameterizedTruncatedNormal RandomGamma RandomPoisson RandomPoissonV2"
                + " RandomUniformInt")
        .of(OpKind.RESTORE, "Restore RestoreSlice RestoreV2")
        .of(OpKind.CHECK, "Assert CheckNumerics CheckNumericsV2 GuaranteeConst Print PrintV2")
        .of(
            OpKind.TEXT,
            "AsString DecodeRaw StringToHashBucketFast StringToHashBucketStrong StringToNumber")
        .of(OpKind.CONTROL_FLOW, "Enter Exit LoopCond Merge NextIteration Switch")
        .of(OpKind.CALL, "PartitionedCall StatefulPartitionedCall")
        .shape("BroadcastTo", 1)
        .shape("Conv2DBackpropInput", 0)
        .shape("Fill", 0)
        .shape("RandomStandardNormal", 0)
        .shape("RandomUniform", 0)
        .shape("Reshape", 1)
        .shape("Slice", 1, 2)
        .shape("StridedSlice", 1, 2, 3)
        .shape("Tile", 1)
        .shape("TruncatedNormal", 0)
        .have(Trait.KEEPS_ELEMENTS, "ExpandDims Identity Reshape Squeeze")
        .have(Trait.VIEW, "EnsureShape Identity Reshape")
        .have(Trait.PICKS, "GatherV2 Range Reshape Slice StridedSlice")
        .have(
            Trait.FAILS_ON_INTEGERS,
            "Div FloorDiv FloorMod Mod Pow RealDiv TruncateDiv TruncateMod")
        .have(
            Trait.NO_GRADIENT_OF_A_VARIABLE,
            "Acos Asin Atan Atanh BatchMatMulV3 Log1p Pow Sign Square")
        // What has a fault in some form, which in a function is not seen, has it in all.
        .have(
            Trait.FAULTY_GRADIENT_WHEN_CALLED,
            "Atan2 Conv2D Conv2DBackpropInput Conv3D DepthwiseConv2dNative LRN MaxPoolV2")
        .facts();
  }

  /** What is known of an op type; of one that is in no row, nothing. */
  public static OpFact of(String type) {
    return TABLE.getOrDefault(type, NOTHING);
  }

  /** What an op type does. */
  public static OpKind kindOf(String type) {
    return of(type).kind();
  }

  /** The op types of a kind. */
  public static Set<String> ofKind(OpKind kind) {
    return TABLE.values().stream()
        .filter(fact -> fact.kind() == kind)
        .map(OpFact::type)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The op types that something is known of. */
  public static Set<OpFact> all() {
    return Set.copyOf(TABLE.values());
  }

  /** Builds the table, and refuses a second row of one type. */
  private static final class Rows {
    private final Map<String, OpKind> kinds = new HashMap<>();
    private final Map<String, Set<Integer>> shapes = new HashMap<>();
    private final Map<String, Set<Trait>> traits = new HashMap<>();

    Rows of(OpKind kind, String types) {
      for (String type : types.split(" ", -1)) {
        if (kinds.put(type, kind) != null) {
          throw new IllegalStateException("an op type has one kind, but is named twice: " + type);
        }
      }
      return this;
    }

    Rows shape(String type, Integer... inputs) {
      shapes.put(type, Set.of(inputs));
      return this;
    }

    Rows have(Trait trait, String types) {
      for (String type : types.split(" ", -1)) {
        traits.computeIfAbsent(type, key -> EnumSet.noneOf(Trait.class)).add(trait);
      }
      return this;
    }

    Map<String, OpFact> facts() {
      Set<String> types = new TreeSet<>(kinds.keySet());
      types.addAll(traits.keySet());
      types.addAll(shapes.keySet());
      return types.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  type -> type,
                  type ->
                      new OpFact(
                          type,
                          kinds.getOrDefault(type, OpKind.UNKNOWN),
                          shapes.getOrDefault(type, Set.of()),
                          traits.getOrDefault(type, Set.of()))));
    }
  }
}
