package io.dptrain.core.graph;

/** Something that was computed from the number of rows, and is no longer known exactly. */
enum RowCount implements ExampleDependence {
  /** The one value: such a tensor may meet nothing but the shape of a reshape. */
  TENSOR
}
