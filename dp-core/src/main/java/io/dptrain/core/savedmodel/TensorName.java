package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.inline.FunctionScope;

/**
 * Which tensor of a graph is meant.
 *
 * @param operation its name
 * @param index which of its tensors, from zero
 */
record TensorName(String operation, int index) {

  /**
   * Reads {@code operation} or {@code operation:index}.
   *
   * @throws IllegalArgumentException if a name is neither
   */
  static TensorName of(String name) {
    String operation = FunctionScope.nodeOf(name);
    String index = name.equals(operation) ? "0" : name.substring(operation.length() + 1);
    if (operation.isEmpty() || !index.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "a tensor must be named as 'operation' or as 'operation:0', where the number says which"
              + " of its tensors is meant, but the name is '"
              + name
              + "'");
    }
    return new TensorName(operation, Integer.parseInt(index));
  }
}
