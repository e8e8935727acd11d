package io.dptrain.core.graph;

import java.util.Arrays;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Operations whose gradient in TensorFlow's native library (2.18) is another one than that of the
 * operation, fails when it runs, or ends the process.
 *
 * <p><b>Source</b>: {@code tensorflow/cc/gradients/nn_grad.cc}, which leaves out attributes of the
 * forward operation, and for LogSoftmax sums over axis 1 whatever the rank.
 */
public final class GradientFaults {
  private GradientFaults() {}

  /**
   * Requires that an operation may be differentiated by TensorFlow.
   *
   * @throws PrivacyProofException if its gradient cannot be trusted
   */
  public static void requireNone(GraphOperation operation) {
    switch (operation.type()) {
      case "Conv2D", "MaxPool", "MaxPoolV2" -> requirePlainWindow(operation);
      case "LogSoftmax" -> requireMatrix(operation);
      case "LRN" -> throw fault(operation, "with the constants of this one", "write it out");
      default -> {}
    }
  }

  private static void requirePlainWindow(GraphOperation operation) {
    OperationAttributeInspector attributes = operation.attributes();
    if (attributes.getAttrString("padding").equals("EXPLICIT")) {
      throw fault(operation, "with explicit padding", "pad before it");
    }
    if (operation.type().equals("Conv2D")
        && Arrays.stream(attributes.getAttrIntList("dilations")).anyMatch(size -> size != 1)) {
      throw fault(operation, "with dilations", "spread the kernel with zeros instead");
    }
  }

  private static void requireMatrix(GraphOperation operation) {
    Output<?> input = operation.input(0);
    Shape shape = input.shape();
    if (shape.isUnknown() || shape.numDimensions() != 2) {
      throw fault(operation, "on shape " + shape, "reshape to [rows, classes] before it");
    }
  }

  private static PrivacyProofException fault(GraphOperation operation, String where, String fix) {
    return new PrivacyProofException(
        new GraphFinding(
            GraphFinding.Kind.NOT_COVERED,
            operation.name(),
            operation.type(),
            "has no right gradient in TensorFlow " + where,
            fix));
  }
}
