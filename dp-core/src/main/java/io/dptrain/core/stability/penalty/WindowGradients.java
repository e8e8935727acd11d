package io.dptrain.core.stability.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;

/**
 * Gradients of the operations that propagate a gradient back through pooling, slicing, biases and
 * convolutions.
 *
 * <p><b>Formula</b>: each is linear in the gradient {@code d} that it propagates, so the gradient
 * with respect to {@code d} is the adjoint, applied to what comes in: the forward operation, for
 * maximal pooling restricted to the elements that were chosen. The propagation of a convolution is
 * linear in the kernel, or in the input, too.
 */
final class WindowGradients {
  private static final List<String> POOLING = List.of("ksize", "strides", "padding", "data_format");
  private static final List<String> CONVOLUTION =
      List.of("strides", "padding", "explicit_paddings", "data_format", "dilations");
  private static final List<String> SLICE =
      List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

  private WindowGradients() {}

  /** Adds all gradients to a table. */
  static void addTo(Map<String, RawCustomGradient> table) {
    table.put("AvgPoolGrad", WindowGradients::averagePool);
    table.put("MaxPoolGrad", (tf, op, in) -> maximalPool(tf, op, in, "MaxPoolGradGrad", POOLING));
    table.put(
        "MaxPoolGradV2",
        (tf, op, in) ->
            maximalPool(tf, op, in, "MaxPoolGradGradV2", List.of("padding", "data_format")));
    table.put("StridedSliceGrad", WindowGradients::stridedSlice);
    table.put("BiasAddGrad", WindowGradients::bias);
    table.put("Conv2DBackpropFilter", WindowGradients::kernelOfConvolution);
    table.put("DepthwiseConv2dNativeBackpropInput", WindowGradients::inputOfDepthwise);
  }

  /** Inputs: the shape of what was pooled, {@code d}. */
  private static List<Operand<?>> averagePool(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Output<?> ofD = CopiedOperation.of(tf, operation, "AvgPool", POOLING, incoming);
    return withZeros(tf, operation, Map.of(1, ofD));
  }

  /** Inputs: what was pooled, its maxima, {@code d}, and perhaps window and strides. */
  private static List<Operand<?>> maximalPool(
      Ops tf,
      GraphOperation operation,
      List<Output<?>> incoming,
      String type,
      List<String> attributes) {
    List<Operand<?>> inputs = inputs(operation, 0, operation.numInputs());
    inputs.set(2, incoming.get(0));
    Output<?> ofD = CopiedOperation.of(tf, operation, type, attributes, inputs);
    return withZeros(tf, operation, Map.of(2, ofD));
  }

  /** Inputs: the shape of what was sliced, begin, end, strides, {@code d}. */
  private static List<Operand<?>> stridedSlice(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    List<Operand<?>> inputs = new ArrayList<>(incoming);
    inputs.addAll(inputs(operation, 1, 4));
    Output<?> ofD = CopiedOperation.of(tf, operation, "StridedSlice", SLICE, inputs);
    return withZeros(tf, operation, Map.of(4, ofD));
  }

  /** Input: {@code d}, which is added up over all axes but that of the channels. */
  private static List<Operand<?>> bias(Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    List<Operand<?>> inputs = List.of(tf.zerosLike(operation.input(0)), incoming.get(0));
    return List.of(CopiedOperation.of(tf, operation, "BiasAdd", List.of("data_format"), inputs));
  }

  /** Inputs: what was convolved, the shape of the kernel, {@code d}. */
  private static List<Operand<?>> kernelOfConvolution(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Output<?> input = operation.input(0);
    Output<?> g = incoming.get(0);
    List<Operand<?>> back = List.of(tf.shape(input), g, operation.input(2));
    Output<?> ofInput = CopiedOperation.of(tf, operation, "Conv2DBackpropInput", CONVOLUTION, back);
    Output<?> ofD = CopiedOperation.of(tf, operation, "Conv2D", CONVOLUTION, List.of(input, g));
    return withZeros(tf, operation, Map.of(0, ofInput, 2, ofD));
  }

  /** Inputs: the shape of what was convolved, the kernel, {@code d}. */
  private static List<Operand<?>> inputOfDepthwise(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Output<?> kernel = operation.input(1);
    Output<?> g = incoming.get(0);
    List<Operand<?>> back = List.of(g, tf.shape(kernel), operation.input(2));
    Output<?> ofKernel =
        CopiedOperation.of(tf, operation, "DepthwiseConv2dNativeBackpropFilter", CONVOLUTION, back);
    Output<?> ofD =
        CopiedOperation.of(tf, operation, "DepthwiseConv2dNative", CONVOLUTION, List.of(g, kernel));
    return withZeros(tf, operation, Map.of(1, ofKernel, 2, ofD));
  }

  /**
   * Some inputs of an operation. One by one: {@code operation.inputs()} asks the graph for names,
   * and waits forever for the lock of the gradient computation that this is called from.
   */
  private static List<Operand<?>> inputs(GraphOperation operation, int from, int to) {
    List<Operand<?>> inputs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      inputs.add(operation.input(i));
    }
    return inputs;
  }

  /** TensorFlow Java wants a tensor for each input, so those without a gradient get zeros. */
  private static List<Operand<?>> withZeros(
      Ops tf, GraphOperation operation, Map<Integer, Output<?>> gradients) {
    List<Operand<?>> all = new ArrayList<>();
    for (int i = 0; i < operation.numInputs(); i++) {
      Output<?> gradient = gradients.get(i);
      all.add(gradient != null ? gradient : tf.zerosLike(operation.input(i)));
    }
    return all;
  }
}
