package io.dptrain.core.stability.penalty;

import io.dptrain.core.internal.graph.backward.JavaGradients;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.op.RawCustomGradient;

/**
 * Gradients of gradients that the TensorFlow native library lacks: of the operations that its own
 * first-order gradients are made of. With them, a gradient of dense, convolutional and batched
 * matrix products, their activations and their pooling can be differentiated again.
 *
 * <p>Not covered are training batch normalization, local response normalization, image resizing and
 * convolutions in three dimensions.
 *
 * <p>Thread safe.
 */
final class SecondOrderGradients {
  private static final Map<String, RawCustomGradient> TABLE = table();

  private static final Set<String> SUPPLIED = supply();

  private SecondOrderGradients() {}

  /**
   * Makes sure that the gradients are known to TensorFlow. One that TensorFlow has, or that the
   * application registered before, is left alone. Has no effect after the first call.
   *
   * @return the op types whose gradients this library supplied
   * @throws UnsupportedOperationException on Windows, where TensorFlow Java cannot register any
   */
  public static Set<String> register() {
    if (SUPPLIED.isEmpty() && JavaGradients.isWindows()) {
      throw new UnsupportedOperationException(
          "second-order gradients cannot be registered on Windows: TensorFlow Java does not support"
              + " it there");
    }
    return SUPPLIED;
  }

  private static Set<String> supply() {
    Set<String> supplied = new TreeSet<>();
    TABLE.forEach(
        (type, gradient) -> {
          if (JavaGradients.register(type, gradient)) {
            supplied.add(type);
          }
        });
    return Set.copyOf(supplied);
  }

  private static Map<String, RawCustomGradient> table() {
    Map<String, RawCustomGradient> table = new HashMap<>();
    ActivationGradients.addTo(table);
    WindowGradients.addTo(table);
    return Map.copyOf(table);
  }
}
