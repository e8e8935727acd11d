package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.TensorMath;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/** Clips the gradients of all variables by one common factor. */
final class WholeGradient {
  private WholeGradient() {}

  /**
   * Multiplies with {@code min(1, bound / size)}, or with zero if an entry is not finite.
   *
   * @param bound <b>Shape</b> scalar
   * @param scaledSize the size that is bounded, of the scaled gradients. <b>Shape</b> scalar
   */
  static ClippedGradients clip(
      Ops tf,
      GradientList list,
      GroupNorm norm,
      Operand<TFloat64> bound,
      Operand<TFloat64> scaledSize) {
    Operand<TFloat64> factor = norm.factor(tf, bound, scaledSize);
    Operand<TBool> kept =
        tf.math.logicalAnd(norm.isFinite(tf), tf.math.greaterEqual(factor, norm.scale()));
    Operand<TFloat64> fraction = TensorMath.indicator(tf, tf.math.logicalNot(kept));
    return new ClippedGradients(list.with(norm.times(tf, factor, norm.isFinite(tf))), fraction);
  }
}
