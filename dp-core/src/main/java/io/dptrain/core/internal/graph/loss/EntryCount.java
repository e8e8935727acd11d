package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** Recognizes the number of entries of a tensor where it is computed from the tensor's shape. */
final class EntryCount {
  private EntryCount() {}

  /** Whether a scalar is the number of entries of a tensor, whatever the size of the batch. */
  static boolean isCountOf(Output<?> scalar, Output<?> entries) {
    GraphOperation number = unwrapped(scalar);
    return switch (number.type()) {
      case "Size" -> number.input(0).equals(entries);
      case "Prod" -> isShapeOf(number.input(0), entries);
      case "StridedSlice", "GatherV2" -> isVector(entries) && isShapeOf(number.input(0), entries);
      default -> false;
    };
  }

  private static boolean isWrapper(String type) {
    return OpFacts.of(type).has(Trait.KEEPS_ELEMENTS) || type.equals("Cast");
  }

  private static boolean isShapeOf(Output<?> vector, Output<?> entries) {
    GraphOperation shape = unwrapped(vector);
    if (shape.type().equals("Slice")) {
      return isWhole(shape, entries) && isShapeOf(shape.input(0), entries);
    }
    return shape.type().equals("Shape") && shape.input(0).equals(entries);
  }

  /** Whether a slice of the shape of a tensor leaves out nothing. */
  private static boolean isWhole(GraphOperation slice, Output<?> entries) {
    Optional<Long> begin = constant(slice.input(1));
    Optional<Long> size = constant(slice.input(2));
    long rank = entries.shape().numDimensions();
    return begin.filter(value -> value == 0).isPresent()
        && size.filter(value -> value == -1 || value == rank).isPresent();
  }

  /** The one integer of a constant. */
  private static Optional<Long> constant(Output<?> tensor) {
    return Graphs.constantLongs(unwrapped(tensor))
        .filter(values -> values.length == 1)
        .map(values -> values[0]);
  }

  private static boolean isVector(Output<?> entries) {
    return entries.shape().numDimensions() == 1;
  }

  private static GraphOperation unwrapped(Output<?> tensor) {
    GraphOperation operation = (GraphOperation) tensor.op();
    while (isWrapper(operation.type())) {
      operation = (GraphOperation) operation.input(0).op();
    }
    return operation;
  }
}
