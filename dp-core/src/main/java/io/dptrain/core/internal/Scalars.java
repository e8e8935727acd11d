package io.dptrain.core.internal;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Numbers as constants of a graph. */
public final class Scalars {
  private Scalars() {}

  /** A scalar of a type. <b>Error</b>: rounded to it. */
  public static <T extends TType> Operand<T> of(Ops tf, double value, Class<T> type) {
    return tf.dtypes.cast(tf.constant(value), type);
  }

  /** A scalar of the type of another tensor. <b>Error</b>: rounded to it. */
  public static <T extends TType> Operand<T> like(Ops tf, double value, Operand<T> other) {
    return of(tf, value, other.type());
  }
}
