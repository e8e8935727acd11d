package io.dptrain.core.stability.penalty;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;

/**
 * Gradients of gradients that the TensorFlow native library lacks: of the operations that its own
 * first-order gradients are made of. With them, a gradient of dense, convolutional and batched
 * matrix products, their activations and their pooling can be differentiated again.
 *
 * <p>Not covered are training batch normalization, local response normalization, image resizing and
 * convolutions in three dimensions.
 *
 * <p><b>Why one adapter.</b> TensorFlow Java 1.1 has room for ten gradients written in Java; the
 * native pointer of the eleventh is null, and its first use ends the process. So all of these share
 * one, which looks at the type of the operation. Together with {@link
 * io.dptrain.core.gradient.CustomGradients} and {@link
 * io.dptrain.core.stability.backprop.BackpropClipping} this library takes three of the ten.
 *
 * <p>Thread safe.
 */
public final class SecondOrderGradients {
  private static final Map<String, RawCustomGradient> TABLE = table();

  /** Kept for the life of the process: the native library holds a bare pointer to it. */
  private static final TFJ_GradFuncAdapter ADAPTER =
      RawCustomGradient.adapter(SecondOrderGradients::gradient);

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
    if (SUPPLIED.isEmpty() && isWindows()) {
      throw new UnsupportedOperationException(
          "second-order gradients cannot be registered on Windows: TensorFlow Java does not support"
              + " it there");
    }
    return SUPPLIED;
  }

  private static Set<String> supply() {
    TensorFlow.version(); // loads the native library
    Set<String> supplied = new TreeSet<>();
    for (String type : TABLE.keySet()) {
      if (!isWindows()
          && !tensorflow.TFJ_HasGradient(type)
          && tensorflow.TFJ_RegisterCustomGradient(type, ADAPTER)) {
        supplied.add(type);
      }
    }
    return Set.copyOf(supplied);
  }

  private static List<Operand<?>> gradient(
      Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    return TABLE.get(operation.type()).call(tf, operation, incoming);
  }

  private static Map<String, RawCustomGradient> table() {
    Map<String, RawCustomGradient> table = new HashMap<>();
    ActivationGradients.addTo(table);
    WindowGradients.addTo(table);
    return Map.copyOf(table);
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }
}
