package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpRegistry;
import org.tensorflow.Operation;

/** Which operations of a graph are variables. */
public final class Variables {
  private Variables() {}

  /** Whether an operation is a variable, rather than something computed from one. */
  public static boolean isVariable(Operation operation) {
    return OpRegistry.isVariable(operation.type());
  }
}
