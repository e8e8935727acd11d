package io.dptrain.examples.lab.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What stands between two layers: works on each number alone. */
@FunctionalInterface
public interface Activation {
  /** Nothing. */
  Activation NONE = (tf, x) -> x;

  /** {@code max(0, x)}. */
  Activation RELU = (tf, x) -> tf.nn.relu(x);

  /** {@code tanh(x)}. */
  Activation TANH = (tf, x) -> tf.math.tanh(x);

  /** {@code x} if positive, else {@code exp(x) - 1}. */
  Activation ELU = (tf, x) -> tf.nn.elu(x);

  /** Applies it. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);

  /** {@code x} if positive, else a share of it. */
  static Activation leaky(double share) {
    return (tf, x) -> tf.math.maximum(x, tf.math.mul(x, tf.constant((float) share)));
  }
}
