package io.dptrain.core.internal.gradient;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * Hidden values somewhere in a random graph.
 *
 * @param kind how examples and time lie in it
 * @param tensor the values
 * @param time the steps of a sequence; 1 if there are none
 */
record Hidden(Kind kind, Operand<TFloating> tensor, int time) {

  /** How examples and time lie in a tensor. */
  enum Kind {
    /** {@code [batch, d]}. */
    VECTOR,
    /** {@code [batch, time, d]}. */
    SEQUENCE,
    /** {@code [time, batch, d]}. */
    TIME_MAJOR,
    /** {@code [batch * time, d]}. */
    MERGED,
    /** {@code [time * batch, d]}. */
    TIME_MAJOR_MERGED,
    /** {@code [batch, height, width, channels]}. */
    IMAGE
  }

  Hidden with(Operand<TFloating> other) {
    return new Hidden(kind, other, time);
  }

  Hidden as(Kind otherKind, Operand<TFloating> other) {
    return new Hidden(otherKind, other, time);
  }

  int rank() {
    return tensor.shape().numDimensions();
  }

  /** The size of the last axis. */
  int width() {
    return (int) tensor.shape().get(rank() - 1);
  }

  boolean isMatrix() {
    return kind == Kind.VECTOR || kind == Kind.MERGED || kind == Kind.TIME_MAJOR_MERGED;
  }
}
