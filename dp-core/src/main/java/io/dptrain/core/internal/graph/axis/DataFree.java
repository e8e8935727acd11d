package io.dptrain.core.internal.graph.axis;

/** A function of parameters, constants, public inputs and chance alone. */
public enum DataFree implements ExampleDependence {
  /** The one value: there is nothing more to say of such a tensor. */
  TENSOR;

  @Override
  public boolean isDataFree() {
    return true;
  }
}
