package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;

/**
 * The way of a gradient from the end of an order of operations back to some of them.
 *
 * @param passed the operations that are computed from the sources, and the sources
 * @param differentiated those of which a gradient is asked on the way from the end to a source
 */
record GradientPath(Set<GraphOperation> passed, Set<GraphOperation> differentiated) {

  /**
   * Finds the way. What follows a {@code StopGradient} does not count.
   *
   * @param order operations, each after its inputs; the last is where the gradient starts
   * @param sources where the gradient is to arrive
   */
  static GradientPath of(List<GraphOperation> order, Set<GraphOperation> sources) {
    Set<GraphOperation> passed = new HashSet<>(sources);
    for (GraphOperation operation : order) {
      if (!operation.type().equals("StopGradient") && !inputsIn(operation, passed).isEmpty()) {
        passed.add(operation);
      }
    }
    // Backwards, so that all that follows an operation was looked at before it.
    Set<GraphOperation> reached = new HashSet<>();
    reached.add(order.get(order.size() - 1));
    Set<GraphOperation> differentiated = new LinkedHashSet<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      GraphOperation operation = order.get(i);
      Set<GraphOperation> inputs = inputsIn(operation, passed);
      if (reached.contains(operation)
          && passed.contains(operation)
          && !inputs.isEmpty()
          && !NativeGradients.endAt(operation.type())) {
        differentiated.add(operation);
        reached.addAll(inputs);
      }
    }
    return new GradientPath(passed, differentiated);
  }

  /** The inputs among some operations that a gradient may pass: none does by a shape. */
  private static Set<GraphOperation> inputsIn(
      GraphOperation operation, Set<GraphOperation> operations) {
    Set<Integer> shapes = OpFacts.of(operation.type()).shapeInputs();
    Set<GraphOperation> found = new LinkedHashSet<>();
    for (int i = 0; i < operation.numInputs(); i++) {
      GraphOperation producer = (GraphOperation) operation.input(i).op();
      if (operations.contains(producer) && !shapes.contains(i)) {
        found.add(producer);
      }
    }
    return found;
  }
}
