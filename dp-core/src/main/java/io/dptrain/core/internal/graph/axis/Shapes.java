package io.dptrain.core.internal.graph.axis;

import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** The shapes of the tensors of a graph, as far as they are known: where rules ask for them. */
@FunctionalInterface
public interface Shapes {
  /** What TensorFlow itself says, when an operation is added. */
  Shapes STATIC = Output::shape;

  /** The shape of a tensor; axes of unknown size, or all of it, may be open. */
  Shape of(Output<?> tensor);

  /** Two descriptions of one shape put together; where they disagree, the first one counts. */
  static Shape merged(Shape first, Shape second) {
    if (first.isUnknown() || second.isUnknown()) {
      return first.isUnknown() ? second : first;
    }
    if (first.numDimensions() != second.numDimensions()) {
      return first;
    }
    long[] sizes = first.asArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == Shape.UNKNOWN_SIZE ? second.get(i) : sizes[i];
    }
    return Shape.of(sizes);
  }
}
