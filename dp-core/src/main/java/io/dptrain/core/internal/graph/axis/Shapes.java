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
}
