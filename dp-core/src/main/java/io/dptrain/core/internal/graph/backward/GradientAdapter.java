package io.dptrain.core.internal.graph.backward;

import java.lang.reflect.Method;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.Graph;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.internal.c_api.TFJ_GraphId;
import org.tensorflow.internal.c_api.TFJ_Scope;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.op.RawCustomGradient;

/**
 * What the native library calls for every gradient of {@link JavaGradients}.
 *
 * <p>The registration belongs to the process, and so the call may be about a graph of another class
 * loader, as after a service was deployed again. It is the context class loader of the thread then
 * that has the graph, and the same class there is given the addresses.
 */
final class GradientAdapter extends TFJ_GradFuncAdapter {
  /** Kept for the life of the process: the native library holds a bare pointer to it. */
  static final GradientAdapter INSTANCE = new GradientAdapter();

  private final TFJ_GradFuncAdapter java = RawCustomGradient.adapter(JavaGradients::call);

  private GradientAdapter() {}

  /** A place in native memory that belongs to someone else. */
  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }

  /**
   * Whether there was room for it: of the eleventh adapter of a process, the address of the
   * function that the native library is to call, which comes first in its memory, is null.
   */
  boolean isCallable() {
    return !isNull() && new LongPointer(this).get(0) != 0;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the method that it overrides
  public int call(
      TFJ_GraphId graph,
      TFJ_Scope scope,
      TF_Operation operation,
      TF_Output incoming,
      int length,
      PointerPointer gradients) {
    try {
      return isKnown(graph)
          ? java.call(graph, scope, operation, incoming, length, gradients)
          : callElsewhere(graph, scope, operation, incoming, length, gradients);
    } catch (Throwable e) { // the caller is native code
      return 0; // TensorFlow makes an error of too few gradients
    }
  }

  private static boolean isKnown(TFJ_GraphId graph) {
    try {
      Graph.findGraph(graph);
      return true;
    } catch (RuntimeException e) { // the only way to learn that it is unknown
      return false;
    }
  }

  private static int callElsewhere(
      TFJ_GraphId graph,
      TFJ_Scope scope,
      TF_Operation operation,
      TF_Output incoming,
      int length,
      PointerPointer<?> gradients)
      throws ReflectiveOperationException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Class<?> there = Class.forName(GradientAdapter.class.getName(), true, loader);
    if (there == GradientAdapter.class) {
      return 0;
    }
    // The classes of another loader are other types, so addresses are handed over.
    Method call =
        there.getDeclaredMethod(
            "callAt", long.class, long.class, long.class, long.class, int.class, long.class);
    call.setAccessible(true);
    return (int)
        call.invoke(
            null,
            graph.address(),
            scope.address(),
            operation.address(),
            incoming.address(),
            length,
            gradients.address());
  }

  /** Called by the same class of another class loader. */
  static int callAt(
      long graph, long scope, long operation, long incoming, int length, long gradients) {
    return INSTANCE.java.call(
        new TFJ_GraphId(new At(graph)),
        new TFJ_Scope(new At(scope)),
        new TF_Operation(new At(operation)),
        new TF_Output(new At(incoming)),
        length,
        new PointerPointer<>(new At(gradients)));
  }
}
