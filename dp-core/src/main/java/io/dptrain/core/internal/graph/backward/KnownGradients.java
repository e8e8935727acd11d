package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import org.tensorflow.GraphOperation;

/** Which gradients TensorFlow may be asked for: its own, and those of this library. */
final class KnownGradients {
  private KnownGradients() {}

  /**
   * Requires that the gradient of an operation is the native library's own, or was supplied through
   * {@link JavaGradients}.
   *
   * @throws PrivacyProofException if there is none, or it is the application's
   */
  static void require(GraphOperation operation) {
    String type = operation.type();
    if (NativeGradients.knows(type) || JavaGradients.supplies(type)) {
      return;
    }
    throw JavaGradients.exists(type) && !JavaGradients.isWindows()
        ? notOurs(operation)
        : PrivacyProofException.of(
            Kind.NOT_COVERED,
            operation,
            "has no gradient in TensorFlow",
            "express it in ops that have one, or supply one with ExampleGradients.register");
  }

  /** The refusal of a gradient that was registered past this library. */
  static PrivacyProofException notOurs(GraphOperation operation) {
    return PrivacyProofException.of(
        Kind.NOT_COVERED,
        operation,
        "has a gradient that was registered by the application, or by this library in a class"
            + " loader that cannot be reached, so it is not known what it does to examples",
        "supply it with ExampleGradients.register instead of TensorFlow.registerCustomGradient,"
            + " and call CustomGradients.register() before anything else registers gradients; if a"
            + " service is deployed again in one JVM, keep TensorFlow and this library in a class"
            + " loader that all deployments share");
  }
}
