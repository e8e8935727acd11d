package io.dptrain.core.gradient;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Row by row arithmetic on tensors of <b>shape</b> {@code [batch, n]}. */
final class Rows {
  private Rows() {}

  /**
   * The squared l2 norm of each row.
   *
   * <p><b>Error</b>: never below the exact squared norm by more than rounding: a square that
   * underflows to zero is made up for by adding the smallest normal number once per element.
   */
  static <T extends TFloating> Operand<T> squaredNorms(Ops tf, Operand<T> rows) {
    Operand<T> width = tf.dtypes.cast(tf.constant(rows.shape().get(1)), rows.type());
    Operand<T> slack = tf.math.mul(width, smallestNormal(tf, rows));
    return tf.math.add(tf.reduceSum(tf.math.square(rows), tf.constant(1)), slack);
  }

  /** The smallest normal number of a type: at least what is lost where a product underflows. */
  static <T extends TFloating> Operand<T> smallestNormal(Ops tf, Operand<T> like) {
    boolean isDouble = like.type().equals(TFloat64.class);
    double smallest = isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    return tf.dtypes.cast(tf.constant(smallest), like.type());
  }

  /** Multiplies each row by its factor; a factor of zero gives zeros, whatever the row holds. */
  static <T extends TFloating> Operand<T> scale(Ops tf, Operand<T> rows, Operand<T> factors) {
    return tf.math.mulNoNan(rows, tf.expandDims(factors, tf.constant(1)));
  }

  /** Keeps the rows whose factor is not zero and replaces the others by zeros. */
  static <T extends TFloating> Operand<T> keep(Ops tf, Operand<T> rows, Operand<T> factors) {
    Operand<T> zero = tf.dtypes.cast(tf.constant(0.0), factors.type());
    return scale(tf, rows, tf.dtypes.cast(tf.math.notEqual(factors, zero), factors.type()));
  }
}
