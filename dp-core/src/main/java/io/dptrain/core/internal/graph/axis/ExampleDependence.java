package io.dptrain.core.internal.graph.axis;

/** What a tensor of the graph may know of the examples in the batch. */
public sealed interface ExampleDependence
    permits DataFree, ExampleAxis, Sizes, RowCount, Unfollowed {

  /** Whether the tensor knows nothing of the examples, not even how many there are. */
  default boolean isDataFree() {
    return false;
  }
}
