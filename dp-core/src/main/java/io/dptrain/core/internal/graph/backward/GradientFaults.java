package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.fault.ConvolutionFaults;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Where gradients of TensorFlow's native library (2.18) are missing or wrong: those of some
 * operations belong to another one, fail when they run, or end the process.
 *
 * <p><b>Source</b>: {@code tensorflow/cc/gradients/nn_grad.cc}, which leaves out attributes of the
 * forward operation, and for LogSoftmax sums over axis 1 whatever the rank; {@code math_grad.cc},
 * which makes constants of the type of an input, and cannot where that is a reference to a
 * variable. Each type was tried on a variable; {@code ./dp check --full} tries all types, with
 * their attributes, against finite differences.
 */
public final class GradientFaults {
  private GradientFaults() {}

  /**
   * Whether there is no path to what a gradient was asked for: TensorFlow returns an output without
   * an operation then.
   */
  public static boolean isMissing(Output<?> gradient) {
    return ((GraphOperation) gradient.op()).getUnsafeNativeHandle() == null;
  }

  /**
   * Requires that every operation between some tensors and the end of an order may be
   * differentiated by TensorFlow. What follows a {@code StopGradient} need not.
   *
   * @param order operations, each after its inputs
   * @param shapes the shapes of their tensors
   * @param sources where the gradient is to arrive
   * @return the operations that the gradient passes, with the sources
   * @throws PrivacyProofException if a gradient cannot be trusted
   */
  public static Set<GraphOperation> requireNoneBehind(
      List<GraphOperation> order, Shapes shapes, Collection<GraphOperation> sources) {
    return requireNoneOnPath(order, shapes, Set.copyOf(sources)).passed();
  }

  /** As {@link #requireNoneBehind}, with more to say of the way. */
  public static GradientPath requireNoneOnPath(
      List<GraphOperation> order, Shapes shapes, Set<GraphOperation> sources) {
    GradientPath path = GradientPath.of(order, sources);
    CalledGradients called = new CalledGradients();
    path.differentiated().forEach(operation -> requireNone(operation, shapes, called));
    return path;
  }

  /**
   * Requires that an operation may be differentiated by TensorFlow.
   *
   * @throws PrivacyProofException if its gradient cannot be trusted
   */
  public static void requireNone(GraphOperation operation) {
    requireNone(operation, Shapes.STATIC, new CalledGradients());
  }

  private static void requireNone(GraphOperation operation, Shapes shapes, CalledGradients called) {
    KnownGradients.require(operation);
    called.requireNone(operation);
    if (OpFacts.of(operation.type()).has(Trait.NO_GRADIENT_OF_A_VARIABLE)) {
      requireValues(operation);
    }
    switch (operation.type()) {
      case "Conv2D" -> {
        requirePlainWindow(operation);
        requireDense(operation);
        requireKnownSizes(operation, shapes);
      }
      case "MaxPool", "MaxPoolV2" -> requirePlainWindow(operation);
      case "DepthwiseConv2dNative" -> requireDense(operation);
      case "Atan2" -> requireEqualShapes(operation, shapes);
      case "LogSoftmax" -> requireMatrix(operation, shapes);
      case "GatherV2" -> requireNoPickByData(operation);
      case "LRN" -> throw fault(operation, "with the constants of this one", "write it out");
      default -> {}
    }
  }

  private static void requireValues(GraphOperation operation) {
    for (int i = 0; i < operation.numInputs(); i++) {
      if (OpRegistry.isVariable(operation.input(i).op().type())) {
        throw fault(
            operation,
            "on the variable '" + operation.input(i).op().name() + "' itself",
            "take it of tf.identity(variable)");
      }
    }
  }

  /** An index outside of its example would be another example's, where that is no error. */
  private static void requireNoPickByData(GraphOperation operation) {
    if (operation.attributes().getAttrInt("batch_dims") != 0
        && !operation.input(1).op().type().equals("Const")) {
      throw fault(
          operation,
          "where it picks within examples: an index out of range reaches another example",
          "multiply with oneHot(indices) and add up instead");
    }
  }

  private static void requirePlainWindow(GraphOperation operation) {
    if (operation.attributes().getAttrString("padding").equals("EXPLICIT")) {
      throw fault(operation, "with explicit padding", "pad before it");
    }
  }

  /** The kernels of the gradient get no dilations, and read past what they are given. */
  private static void requireDense(GraphOperation operation) {
    long[] dilations = operation.attributes().getAttrIntList("dilations");
    if (Arrays.stream(dilations).anyMatch(size -> size != 1)) {
      throw fault(operation, "with dilations", "spread the kernel with zeros instead");
    }
  }

  /** A product can be added in its place only where the sizes are known. */
  private static void requireKnownSizes(GraphOperation operation, Shapes shapes) {
    ConvolutionFaults faults = ConvolutionFaults.ofConvolution(operation, shapes);
    if (faults.inputGradientMayBeWrong() && !faults.isKnown()) {
      throw fault(
          operation,
          "in some shapes, as "
              + shapes.of(operation.input(0))
              + " by a kernel of "
              + shapes.of(operation.input(1))
              + " may be one",
          "give image and kernel a shape that is known, as with tf.ensureShape");
    }
  }

  /** The gradient has the shape of the result, also for an input that was broadcast. */
  private static void requireEqualShapes(GraphOperation operation, Shapes shapes) {
    Shape first = shapes.of(operation.input(0));
    Shape second = shapes.of(operation.input(1));
    if (first.isUnknown() || !Arrays.equals(first.asArray(), second.asArray())) {
      throw fault(
          operation,
          "where it broadcasts, " + first + " and " + second,
          "bring both inputs to one shape before it, for example by adding zeros");
    }
  }

  private static void requireMatrix(GraphOperation operation, Shapes shapes) {
    Shape shape = shapes.of(operation.input(0));
    if (shape.isUnknown() || shape.numDimensions() != 2) {
      throw fault(operation, "on shape " + shape, "reshape to [rows, classes] before it");
    }
  }

  private static PrivacyProofException fault(GraphOperation operation, String where, String fix) {
    return PrivacyProofException.of(
        Kind.NOT_COVERED, operation, "has no right gradient in TensorFlow " + where, fix);
  }
}
