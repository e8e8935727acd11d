package io.dptrain.core.graph;

/** What a tensor of the graph may know of the examples in the batch. */
public enum ExampleDependence {
  /** Nothing: parameters, constants and inputs that the user declared public. */
  NONE,
  /** Axis 0 is the example axis, and row {@code i} depends on example {@code i} alone. */
  ROWS,
  /** The number of rows and nothing else, such as the shape of a batch. */
  ROW_COUNT
}
