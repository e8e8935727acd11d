package io.dptrain.core.internal.norm;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Sums and conversions of tensors of several floating-point types. */
public final class TensorMath {
  private TensorMath() {}

  /** A scalar in the type of a gradient. */
  public static Operand<TFloating> cast(Ops tf, Operand<TFloat64> scalar, Operand<TFloating> like) {
    return tf.dtypes.cast(scalar, like.type());
  }

  /** A scalar in double precision. */
  static Operand<TFloat64> toDouble(Ops tf, Operand<TFloating> scalar) {
    return tf.dtypes.cast(scalar, TFloat64.class);
  }

  /** One for true and zero for false. */
  public static Operand<TFloat64> indicator(Ops tf, Operand<TBool> condition) {
    return tf.dtypes.cast(condition, TFloat64.class);
  }

  /** The sum of some scalars. */
  public static Operand<TFloat64> sum(Ops tf, List<Operand<TFloat64>> scalars) {
    return tf.math.addN(scalars);
  }

  /** The sum of all entries. */
  public static <T extends TFloating> Operand<T> total(Ops tf, Operand<T> tensor) {
    return tf.reduceSum(flat(tf, tensor), tf.constant(0));
  }

  /** All entries along one axis. */
  static <T extends TFloating> Operand<T> flat(Ops tf, Operand<T> tensor) {
    return tf.reshape(tensor, tf.constant(new int[] {-1}));
  }
}
