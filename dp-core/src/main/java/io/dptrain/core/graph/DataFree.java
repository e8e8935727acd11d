package io.dptrain.core.graph;

/** A function of parameters, constants, public inputs and chance alone. */
enum DataFree implements ExampleDependence {
  /** The one value: there is nothing more to say of such a tensor. */
  TENSOR;

  @Override
  public boolean isDataFree() {
    return true;
  }
}
