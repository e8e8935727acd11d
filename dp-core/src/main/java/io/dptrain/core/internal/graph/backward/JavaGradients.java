package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.internal.graph.axis.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;

/**
 * The gradients that this library supplies to TensorFlow, its own and those of users, and the
 * record of what they put into a graph.
 *
 * <p><b>Why one adapter.</b> TensorFlow Java 1.1 has room for ten gradients written in Java; the
 * native pointer of the eleventh is null, and its first use ends the process. So all of them share
 * one ({@link GradientAdapter}), which looks at the type of the operation and takes two of the ten
 * places, however many gradients there are.
 *
 * <p><b>Class loaders.</b> The native registry belongs to the process, and the first registration
 * of a type stays. If that was this library in another class loader, its adapter hands the call on
 * to the class loader that asked ({@link GradientAdapter}). What was registered is noted in a
 * system property, so that this is known.
 *
 * <p>Thread safe.
 */
public final class JavaGradients {
  private static final String NOTE = "io.dptrain.gradients";
  private static final Map<String, RawCustomGradient> SUPPLIED = new ConcurrentHashMap<>();
  private static final ThreadLocal<Recording> CURRENT = new ThreadLocal<>();

  private JavaGradients() {}

  /**
   * What one call of a gradient made.
   *
   * @param operation what was differentiated
   * @param incoming the gradients by its outputs; of an output that has none, without an operation
   * @param gradients the gradients by its inputs
   */
  record Call(
      GraphOperation operation, List<Output<?>> incoming, List<? extends Output<?>> gradients) {}

  /** The calls of one backward pass, and the first failure. */
  private static final class Recording {
    private final List<Call> calls = new ArrayList<>();
    private Throwable failure; // null as long as none failed
  }

  /**
   * Gradients that were added to a graph.
   *
   * @param gradients one for each tensor asked for, as {@link Graph#addGradients} gives them
   * @param calls what was asked of this library on the way
   */
  public record Added(List<Output<?>> gradients, List<Call> calls) {}

  /**
   * Supplies a gradient, unless there is one.
   *
   * @return whether TensorFlow will ask this library for gradients of the type, by this gradient
   */
  public static synchronized boolean register(String type, RawCustomGradient gradient) {
    if (SUPPLIED.containsKey(type) || NativeGradients.knows(type) || isWindows()) {
      return false;
    }
    TensorFlow.version(); // loads the native library
    synchronized (System.getProperties()) { // shared by all class loaders
      if (!isNoted(type) && !registerNatively(type)) {
        return false;
      }
    }
    SUPPLIED.put(type, gradient);
    return true;
  }

  /** Whether TensorFlow asks this library for gradients of an op type. */
  static boolean supplies(String type) {
    return SUPPLIED.containsKey(type);
  }

  /** Whether anyone has supplied a gradient of an op type, or TensorFlow has one. */
  static boolean exists(String type) {
    return tensorflow.TFJ_HasGradient(type);
  }

  /** TensorFlow Java takes no gradients there, and says of every type that it has one. */
  public static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static boolean registerNatively(String type) {
    if (tensorflow.TFJ_HasGradient(type)
        || !GradientAdapter.INSTANCE.isCallable()
        || !tensorflow.TFJ_RegisterCustomGradient(type, GradientAdapter.INSTANCE)) {
      return false;
    }
    System.setProperty(NOTE, System.getProperty(NOTE, "") + type + ' ');
    return true;
  }

  private static boolean isNoted(String type) {
    return tensorflow.TFJ_HasGradient(type)
        && Set.of(System.getProperty(NOTE, "").split(" ", -1)).contains(type);
  }

  /**
   * Adds gradients to a graph as {@link Graph#addGradients} does, with {@link RightKernels}, and
   * records what the gradients of this library added.
   *
   * @param shapes the shapes of the tensors of the graph
   * @param dxs a factor for each of {@code ys}; none for ones
   * @throws IllegalStateException if one of them failed, with its own exception as the cause
   */
  public static Added add(
      Graph graph, Shapes shapes, Output<?>[] ys, Output<?>[] xs, Output<?>[] dxs) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    Recording recording = new Recording();
    thread.setContextClassLoader(JavaGradients.class.getClassLoader()); // for other class loaders
    CURRENT.set(recording);
    try {
      Output<?>[] gradients = graph.addGradients(null, ys, xs, dxs);
      List<Output<?>> given =
          Stream.of(ys, xs, dxs).flatMap(Arrays::stream).<Output<?>>map(t -> t).toList();
      return new Added(
          RightKernels.of(graph, shapes, given, List.of(gradients)), List.copyOf(recording.calls));
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      throw recording.failure == null
          ? e
          : new IllegalStateException(recording.failure.getMessage(), recording.failure);
    } finally {
      CURRENT.remove();
      thread.setContextClassLoader(before);
    }
  }

  /** Called by TensorFlow, through the adapter. It must not throw: the caller is native code. */
  static List<Operand<?>> call(Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Recording recording = CURRENT.get(); // null where the application asked for gradients itself
    try {
      List<Operand<?>> gradients =
          SUPPLIED.get(operation.type()).call(tf, operation, List.copyOf(incoming));
      List<? extends Output<?>> outputs = checked(operation, gradients);
      if (recording != null) {
        recording.calls.add(new Call(operation, List.copyOf(incoming), outputs));
      }
      return gradients;
    } catch (Throwable e) { // an error must not pass through native code either
      if (recording != null && recording.failure == null) {
        recording.failure = e;
      }
      return List.of(); // TensorFlow makes an error of too few gradients
    }
  }

  private static List<? extends Output<?>> checked(
      GraphOperation operation, List<Operand<?>> gradients) {
    if (gradients.size() != operation.numInputs()) {
      throw new IllegalStateException(
          "the gradient of "
              + operation.type()
              + " must return one tensor for each of the "
              + operation.numInputs()
              + " inputs, but returned "
              + gradients.size());
    }
    List<Output<?>> outputs = new ArrayList<>();
    for (Operand<?> gradient : gradients) {
      Output<?> output = gradient.asOutput();
      if (output.op().env() != operation.env()) {
        throw new IllegalStateException(
            "the gradient of "
                + operation.type()
                + " must be computed in the graph of the operation, but '"
                + output.op().name()
                + "' is in another one; use the Ops that it is given");
      }
      outputs.add(output);
    }
    return outputs;
  }
}
