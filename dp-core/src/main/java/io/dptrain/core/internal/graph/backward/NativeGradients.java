package io.dptrain.core.internal.graph.backward;

import java.util.Set;

/**
 * The op types whose gradient is the native library's own, in TensorFlow 2.18. The library fills
 * its registry when it is loaded and takes no second gradient of a type, so of these no application
 * can have replaced one. What is known to be wrong with them stands in {@link GradientFaults}.
 *
 * <p><b>Source</b>: the registry of a process in which nothing else was registered; a test holds
 * the table to it.
 */
public final class NativeGradients {
  /** A gradient passes to their inputs, or to some of them. */
  private static final Set<String> GIVEN =
      types(
          "Abs Acos Acosh Add AddN AddV2 Angle Asin Asinh Atan Atan2 Atanh AvgPool AvgPool3D"
              + " BatchMatMul BatchMatMulV2 BatchMatMulV3 BatchToSpace BatchToSpaceND BiasAdd BroadcastTo"
              + " Cast CheckNumerics ClipByValue Complex ConcatV2 Conj Conv2D Conv2DBackpropInput Cos"
              + " Cosh CropAndResize Cumsum DepthToSpace DepthwiseConv2dNative Diag DiagPart Div DivNoNan"
              + " DynamicPartition DynamicStitch Einsum Elu Erf Erfinv Exp ExpandDims Expm1 Fill"
              + " FractionalAvgPool FractionalMaxPool FusedBatchNormV3 GatherNd GatherV2 Identity Imag"
              + " Inv L2Loss LRN LeakyRelu LeakyReluGrad Lgamma Log Log1p LogSoftmax MatMul"
              + " MatrixBandPart MatrixDiag Max MaxPool MaxPool3D MaxPoolV2 Maximum Mean Min Minimum"
              + " MirrorPad MirrorPadGrad Mul Ndtri Neg Pack Pad PadV2 ParallelDynamicStitch"
              + " PartitionedCall Pow Prod QuantizeAndDequantize QuantizeAndDequantizeV3"
              + " QuantizeAndDequantizeV4 ReadVariableOp Real RealDiv Reciprocal RefIdentity Relu Relu6"
              + " Reshape ResizeBicubic ResizeBilinear ResizeNearestNeighbor ReverseSequence ReverseV2"
              + " Roll Rsqrt ScaleAndTranslate ScatterNd ScatterNdNonAliasingAdd SegmentSum Select"
              + " SelectV2 Selu Sigmoid Sign Sin Sinh Slice Softmax SoftmaxCrossEntropyWithLogits"
              + " Softplus Softsign SpaceToBatch SpaceToBatchND SpaceToDepth Split SplitV Sqrt Square"
              + " SquaredDifference Squeeze StatefulPartitionedCall StridedSlice Sub Sum Tan Tanh Tile"
              + " Transpose Unpack UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentSum");

  /** The gradient is declared to be none: nothing flows back to their inputs. */
  private static final Set<String> NONE =
      types(
          "ApproximateEqual BroadcastGradientArgs ConcatOffset Const DeleteSessionTensor"
              + " EditDistance Equal Floor GetSessionHandle GetSessionHandleV2 GetSessionTensor Greater"
              + " GreaterEqual InvertPermutation Less LessEqual LogicalAnd LogicalNot LogicalOr"
              + " NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4"
              + " NonMaxSuppressionV5 NotEqual OneHot QueueClose QueueDequeue QueueDequeueMany"
              + " QueueDequeueUpTo QueueEnqueue QueueEnqueueMany QueueSize Rank Shape ShapeN Size Stack"
              + " StackClose StackPop StackPush StopGradient ZerosLike");

  private NativeGradients() {}

  /** Whether the native library has a gradient of an op type, or declares that there is none. */
  public static boolean knows(String type) {
    return GIVEN.contains(type) || NONE.contains(type);
  }

  /** Whether a gradient ends at an op type. */
  public static boolean endAt(String type) {
    return NONE.contains(type);
  }

  private static Set<String> types(String names) {
    return Set.of(names.split(" ", -1));
  }
}
