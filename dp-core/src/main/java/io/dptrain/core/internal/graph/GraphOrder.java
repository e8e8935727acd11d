package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** The operations of a graph in the order in which they are computed. */
public final class GraphOrder {
  private GraphOrder() {}

  /**
   * Everything that some tensors are computed from, each operation once and after its inputs.
   *
   * @throws io.dptrain.core.graph.PrivacyProofException if the graph has a cycle (a loop of
   *     TensorFlow 1)
   */
  public static List<GraphOperation> ancestors(List<? extends Output<?>> targets) {
    return Graphs.ancestorsInOrder(targets, tensor -> false);
  }

  /** Whether an operation gives something else each time that it runs, such as a random number. */
  public static boolean drawsChance(GraphOperation operation) {
    return OpRegistry.isStateful(operation.type())
        && !OpRegistry.isVariable(operation.type())
        && !operation.type().startsWith("Placeholder")
        && operation.numOutputs() > 0;
  }
}
