package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** About how much memory the operations that were added to a graph take for one example. */
public final class AddedMemory {
  private final Graph graph;
  private final long before;

  /** Begins to count. */
  public AddedMemory(Graph graph) {
    this.graph = graph;
    this.before = count(graph);
  }

  /**
   * The sizes of the tensors that were added since under a scope and have an axis 0 of unknown
   * size, which is taken for that of the examples.
   */
  public long bytesPerExample(String scope) {
    long bytes = 0;
    long place = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); place++) {
      GraphOperation operation = all.next();
      if (place >= before
          && operation.name().contains(scope)
          && !OpFacts.of(operation.type()).has(Trait.VIEW)) {
        bytes += bytesPerExample(operation);
      }
    }
    return bytes;
  }

  private static long bytesPerExample(GraphOperation operation) {
    if (operation.numOutputs() == 0 || !isFloating(operation.output(0))) {
      return 0;
    }
    Output<?> output = operation.output(0);
    Shape shape = output.shape();
    if (shape.isUnknown() || shape.numDimensions() == 0 || shape.get(0) >= 0) {
      return 0;
    }
    long elements = shape.tail().hasUnknownDimension() ? 0 : shape.tail().size();
    return elements * (output.type().equals(TFloat64.class) ? Double.BYTES : Float.BYTES);
  }

  private static boolean isFloating(Output<?> output) {
    return TFloating.class.isAssignableFrom(output.type());
  }

  private static long count(Graph graph) {
    long count = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); all.next()) {
      count++;
    }
    return count;
  }
}
