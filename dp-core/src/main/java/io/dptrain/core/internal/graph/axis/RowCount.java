package io.dptrain.core.internal.graph.axis;

/** Something that was computed from the number of rows, and is no longer known exactly. */
public enum RowCount implements ExampleDependence {
  /** The one value: such a tensor may meet nothing but the shape of a reshape. */
  TENSOR
}
