package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.Replacements;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.fault.RightConvolutions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

/**
 * Gradients whose convolutions are computed by kernels that are right: where TensorFlow added one
 * that may be wrong, a product is put in its place ({@link RightConvolutions}), and what is computed
 * from it is added a second time. What was replaced stays in the graph and is never run.
 */
final class RightKernels {
  private final Ops tf;
  private final Shapes shapes;
  private final Replacements replacements = new Replacements();

  private RightKernels(Ops tf, Shapes shapes) {
    this.tf = tf;
    this.shapes = shapes;
  }

  /**
   * The same gradients.
   *
   * @param shapes the shapes of the tensors that were there before
   * @param before what was given when the gradients were added: what these are computed from, and
   *     is not added
   * @param gradients as TensorFlow added them
   */
  static Output<?>[] of(
      Graph graph, Shapes shapes, Collection<Output<?>> before, Output<?>[] gradients) {
    List<Output<?>> present =
        Arrays.stream(gradients).filter(gradient -> !GradientFaults.isMissing(gradient)).toList();
    Set<GraphOperation> old =
        new HashSet<>(Graphs.ancestorsInOrder(List.copyOf(before)));
    List<GraphOperation> added = new ArrayList<>();
    for (GraphOperation operation :
        Graphs.ancestorsInOrder(present, tensor -> old.contains((GraphOperation) tensor.op()))) {
      if (!old.contains(operation)) {
        added.add(operation);
      }
    }
    RightKernels kernels =
        new RightKernels(Ops.create(graph).withSubScope("right_kernels"), shapes);
    added.forEach(kernels::look);
    return Arrays.stream(gradients)
        .map(gradient -> GradientFaults.isMissing(gradient) ? gradient : kernels.replacements.of(gradient))
        .toArray(Output<?>[]::new);
  }

  private void look(GraphOperation operation) {
    boolean isReplaced = RightConvolutions.replace(tf, operation, shapes, replacements);
    if (!isReplaced && replacements.reach(operation)) {
      replacements.copy(tf, operation, List.copyOf(operation.controlInputs()), Map.of());
    }
  }
}
