package io.dptrain.core.clip;

import io.dptrain.core.internal.Scalars;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * From norms to the factors that gradients are multiplied with.
 *
 * <p><b>Error</b>: bounds are lowered by a relative {@code 2^-18} (float) or {@code 2^-40}
 * (double), so that root, quotient and product, a dozen roundings, do not lift the clipped norm
 * above the bound; the norm itself is never too small. Reduced-precision products such as TF32 are
 * not covered. Where the norm is not finite the factor is zero.
 *
 * <p><b>Shape</b> of norms and factors: {@code [batch]}.
 */
final class ClipFactors {
  private static final double FLOAT_MARGIN = 0x1p-18;
  private static final double DOUBLE_MARGIN = 0x1p-40;

  private ClipFactors() {}

  /** {@code min(1, bound / norm)}. */
  static <T extends TFloating> Operand<T> clip(Ops tf, Operand<T> norms, double bound) {
    return clip(
        tf, norms, Scalars.like(tf, lowered(bound, norms), norms), Scalars.like(tf, 1, norms));
  }

  /**
   * {@code min(largest, bound / norm)}.
   *
   * @param bound a scalar, already lowered
   * @param largest a scalar
   */
  static <T extends TFloating> Operand<T> clip(
      Ops tf, Operand<T> norms, Operand<T> bound, Operand<T> largest) {
    return finite(tf, norms, tf.math.minimum(largest, tf.math.div(bound, norms)));
  }

  /** {@code bound / (norm + stability)}. */
  static <T extends TFloating> Operand<T> normalize(
      Ops tf, Operand<T> norms, double bound, double stability) {
    Operand<T> divisor = tf.math.add(norms, Scalars.like(tf, stability, norms));
    return finite(tf, norms, tf.math.div(Scalars.like(tf, lowered(bound, norms), norms), divisor));
  }

  /** Zero where the norm is not finite. */
  static <T extends TFloating> Operand<T> finite(Ops tf, Operand<T> norms, Operand<T> factors) {
    return tf.select(tf.math.isFinite(norms), factors, tf.zerosLike(factors));
  }

  /**
   * Whether a gradient is clipped: its norm is above the bound, or not finite. TensorFlow makes
   * {@code a > b} of {@code !(a <= b)}, which NaN is not; so NaN is asked for.
   */
  static <T extends TFloating> Operand<TBool> isAbove(Ops tf, Operand<T> norms, Operand<T> bound) {
    Operand<TBool> within = tf.math.lessEqual(norms, bound);
    return tf.math.logicalNot(tf.math.logicalAnd(tf.math.isFinite(norms), within));
  }

  /** Whether a gradient is clipped in any of its groups. */
  static Operand<TBool> inAnyGroup(Ops tf, List<Operand<TBool>> clipped) {
    return clipped.stream().reduce((a, b) -> tf.math.logicalOr(a, b)).orElseThrow();
  }

  static double lowered(double bound, Operand<? extends TFloating> like) {
    return bound * (1 - (like.type().equals(TFloat64.class) ? DOUBLE_MARGIN : FLOAT_MARGIN));
  }
}
