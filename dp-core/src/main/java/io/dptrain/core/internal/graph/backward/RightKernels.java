package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.Replacements;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.fault.RightConvolutions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

/**
 * Gradients whose convolutions are computed by kernels that are right: where TensorFlow added one
 * that may be wrong, a product is put in its place ({@link RightConvolutions}), and what is
 * computed from it is added a second time. What was replaced stays in the graph; no gradient is
 * computed from it.
 */
public final class RightKernels {
  /** The scope of what is added. */
  public static final String SCOPE = "right_kernels";

  private final Ops tf;
  private final Replacements replacements = new Replacements();
  private final RightConvolutions convolutions;

  private RightKernels(Ops tf, Shapes shapes) {
    this.tf = tf;
    this.convolutions = new RightConvolutions(tf, shapes, replacements);
  }

  /**
   * The same gradients.
   *
   * @param shapes the shapes of the tensors that were there before
   * @param given what the gradients were asked of and by: what is computed from these was added
   * @param gradients as TensorFlow added them; see {@link GradientFaults#isMissing}
   */
  static List<Output<?>> of(
      Graph graph, Shapes shapes, List<Output<?>> given, List<Output<?>> gradients) {
    if (!hasConvolutions(graph)) {
      return gradients;
    }
    Set<GraphOperation> before = new HashSet<>(Graphs.ancestorsInOrder(given));
    List<Output<?>> present =
        gradients.stream()
            .filter(gradient -> !GradientFaults.isMissing(gradient))
            .<Output<?>>map(gradient -> gradient)
            .toList();
    RightKernels kernels = new RightKernels(Ops.create(graph).withSubScope(SCOPE), shapes);
    Graphs.ancestorsInOrder(present, tensor -> before.contains((GraphOperation) tensor.op()))
        .stream()
        .filter(operation -> !before.contains(operation))
        .forEach(kernels::look);
    List<Output<?>> right = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      boolean isMissing = GradientFaults.isMissing(gradient);
      right.add(isMissing ? gradient : kernels.replacements.of(gradient));
    }
    return right;
  }

  /** Faster than to walk over a graph that has none. */
  private static boolean hasConvolutions(Graph graph) {
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      if (RightConvolutions.isOfType(operations.next().type())) {
        return true;
      }
    }
    return false;
  }

  private void look(GraphOperation operation) {
    if (!convolutions.replaceGradient(operation) && replacements.reach(operation)) {
      replacements.copy(tf, operation, List.copyOf(operation.controlInputs()), Map.of());
    }
  }
}
