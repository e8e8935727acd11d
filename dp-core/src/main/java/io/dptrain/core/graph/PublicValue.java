package io.dptrain.core.graph;

import org.tensorflow.ndarray.Shape;

/**
 * A constant or a variable behind the loss that counts as public: nothing hides it.
 *
 * @param name of the operation, or of some of several small ones
 * @param shape of the tensor, or of the numbers of several together
 * @param use what it is and where it goes, in words
 * @param isSuspicious whether it comes from constants that are large enough to hold data
 */
public record PublicValue(String name, Shape shape, String use, boolean isSuspicious) {
  @Override
  public String toString() {
    return "'" + name + "' of shape " + shape + ", " + use;
  }
}
