package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpRegistry;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.types.family.TType;

/** Which operations of a graph are variables. */
public final class Variables {
  private Variables() {}

  /** The variable that a tensor is a reference to under another name, or the tensor itself. */
  @SuppressWarnings("unchecked") // a reference has the type of its variable
  public static <T extends TType> Output<T> behind(Output<T> reference) {
    GraphOperation operation = (GraphOperation) reference.op();
    return operation.type().equals("RefIdentity")
        ? behind((Output<T>) operation.input(0))
        : reference;
  }

  /** Whether an operation is a variable, rather than something computed from one. */
  public static boolean isVariable(Operation operation) {
    return OpRegistry.isVariable(operation.type());
  }
}
