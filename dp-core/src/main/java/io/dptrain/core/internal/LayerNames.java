package io.dptrain.core.internal;

import java.util.Objects;
import java.util.function.UnaryOperator;

/** Which layer a variable belongs to, by its name. */
public final class LayerNames {
  private LayerNames() {}

  /**
   * The name scope of a variable, with its slash: {@code dense/} for {@code dense/kernel}. A
   * variable outside of any scope is a layer of its own; no slash ends its name, so it is never
   * taken for a scope.
   */
  public static String scopeOf(String variable) {
    int end = variable.lastIndexOf('/');
    return end < 0 ? variable : variable.substring(0, end + 1);
  }

  /**
   * The same function, which must name a layer for every variable.
   *
   * @param layerOf from the name of a variable to that of its layer
   */
  public static UnaryOperator<String> required(UnaryOperator<String> layerOf) {
    Objects.requireNonNull(layerOf, "layerOf");
    return variable ->
        Objects.requireNonNull(
            layerOf.apply(variable),
            () -> "layerOf must name the layer of each variable, but gives null for " + variable);
  }
}
