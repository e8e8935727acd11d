package io.dptrain.core.internal.norm;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/** What share of many things was clipped. */
public final class Shares {
  private Shares() {}

  /**
   * The share of true entries in several tensors together; one if the update was skipped.
   *
   * @param finite whether the update was kept. <b>Shape</b> scalar
   */
  public static Operand<TFloat64> of(Ops tf, List<Operand<TBool>> clipped, Operand<TBool> finite) {
    List<Operand<TFloat64>> counts =
        clipped.stream().map(part -> count(tf, TensorMath.indicator(tf, part))).toList();
    List<Operand<TFloat64>> sizes = clipped.stream().map(part -> size(tf, part)).toList();
    Operand<TFloat64> share =
        tf.math.divNoNan(TensorMath.sum(tf, counts), TensorMath.sum(tf, sizes));
    return tf.select(finite, share, tf.constant(1.0));
  }

  private static Operand<TFloat64> count(Ops tf, Operand<TFloat64> ones) {
    return TensorMath.total(tf, ones);
  }

  private static Operand<TFloat64> size(Ops tf, Operand<TBool> part) {
    return tf.dtypes.cast(tf.size(part), TFloat64.class);
  }
}
