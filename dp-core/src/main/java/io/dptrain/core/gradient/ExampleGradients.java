package io.dptrain.core.gradient;

import io.dptrain.core.internal.graph.backward.JavaGradients;
import org.tensorflow.op.RawCustomGradient;

/**
 * Gradients of op types that TensorFlow has none for, supplied by a program in a way that can be
 * proved.
 *
 * <pre>{@code
 * ExampleGradients.register("Rint", (tf, operation, incoming) -> List.of(incoming.get(0)));
 * }</pre>
 *
 * <p>A gradient that is registered with {@code TensorFlow.registerCustomGradient} may divide by the
 * largest value of the batch, or do anything else with it, and the proof of the model would not see
 * that; private training refuses it. What a gradient of this class adds to the graph is followed
 * like the model itself, each time that it is asked: it must be made of ops that keep examples
 * apart (docs/gradients.md), of what comes in, of the inputs and outputs of the operation, and of
 * constants, and must have the shape of the input whose gradient it is. In a mapped function, which
 * sees one example, it must be a function of its inputs alone.
 *
 * <p>While a gradient is asked for, TensorFlow holds the lock of the graph: {@code
 * operation.input(i)} and {@code output(i)} can be read, but {@code inputs()} and {@code shape()}
 * wait forever.
 *
 * <p>Whether it is the right gradient is not proved; {@code DpOptimizer.verify} holds it against
 * finite differences of the loss. Thread safe.
 */
public final class ExampleGradients {
  private ExampleGradients() {}

  /**
   * Supplies the gradient of an op type, for the life of the process. Unlike {@code
   * TensorFlow.registerCustomGradient}, which has room for ten, it can be called as often as there
   * are types.
   *
   * @param type such as {@code Rint}
   * @param gradient given the operation and the gradients by its outputs, adds one tensor for each
   *     input of the operation to the graph; an input without a gradient, such as an index, gets
   *     zeros
   * @throws IllegalStateException if there is a gradient of the type already, or none can be
   *     supplied
   */
  public static void register(String type, RawCustomGradient gradient) {
    CustomGradients.register(); // the library's own come first
    if (JavaGradients.isWindows()) {
      throw new IllegalStateException(
          "a gradient of " + type + " cannot be supplied on Windows: TensorFlow Java takes none");
    }
    if (!JavaGradients.register(type, gradient)) {
      throw new IllegalStateException(
          "the gradient of "
              + type
              + " must be supplied once, but there is one already: TensorFlow's, this library's, or"
              + " one that the application registered; the first one stays"
              + " (or ten were registered with TensorFlow.registerCustomGradient, which leaves no"
              + " room: register here instead)");
    }
  }
}
