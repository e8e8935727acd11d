package io.dptrain.core.internal.norm;

import io.dptrain.core.internal.Scalars;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The l2 norms of the parts of a tensor, as {@code scale * norm}, each part scaled on its own by
 * the rule of {@link #scale}.
 *
 * @param scale <b>Shape</b> that of the tensor, with size one on the axes of the norm
 * @param norm the norm of {@code scaled}, of the shape of {@code scale}
 * @param scaled the tensor over the scale
 */
public record ScaledNorm<T extends TFloating>(
    Operand<T> scale, Operand<T> norm, Operand<T> scaled) {
  private static final double SMALL = 0x1p-40;
  private static final double LARGE = 0x1p40;

  /**
   * Adds the norms along some axes to the graph.
   *
   * @param axes the axes that the norm sums over
   */
  public static <T extends TFloating> ScaledNorm<T> of(
      Ops tf, Operand<T> tensor, Operand<TInt32> axes) {
    Operand<T> largest = tf.reduceMax(tf.math.abs(tensor), axes, ReduceMax.keepDims(true));
    Operand<T> scale = scale(tf, largest);
    Operand<T> scaled = tf.math.div(tensor, scale);
    Operand<T> squares = tf.reduceSum(tf.math.square(scaled), axes, ReduceSum.keepDims(true));
    return new ScaledNorm<>(scale, tf.math.sqrt(squares), scaled);
  }

  /**
   * What a gradient is divided by before it is squared.
   *
   * <p><b>Formula</b>: the largest absolute value if it is finite, positive and outside of {@code
   * [2^-40, 2^40]}, else one.
   */
  static <T extends TFloating> Operand<T> scale(Ops tf, Operand<T> largest) {
    Operand<TBool> ordinary =
        tf.math.logicalAnd(
            tf.math.greaterEqual(largest, Scalars.like(tf, SMALL, largest)),
            tf.math.lessEqual(largest, Scalars.like(tf, LARGE, largest)));
    Operand<TBool> usable =
        tf.math.logicalAnd(
            tf.math.isFinite(largest), tf.math.greater(largest, Scalars.like(tf, 0, largest)));
    Operand<TBool> needed = tf.math.logicalAnd(usable, tf.math.logicalNot(ordinary));
    return tf.select(needed, largest, tf.onesLike(largest));
  }

  /** The norm of the tensor itself. */
  public Operand<T> value(Ops tf) {
    return tf.math.mul(scale, norm);
  }

  /**
   * The tensor, each part multiplied with {@code min(1, bound / norm)}, or zero where its norm is
   * not finite.
   *
   * @param bound of a shape that broadcasts to that of the norms
   */
  public Operand<T> clippedTo(Ops tf, Operand<T> bound) {
    Operand<T> factor = tf.math.minimum(scale, tf.math.div(bound, norm));
    Operand<T> kept = tf.select(tf.math.isFinite(norm), factor, tf.zerosLike(factor));
    return tf.math.mulNoNan(scaled, kept);
  }

  /** Where {@link #clippedTo} changes something. */
  public Operand<TBool> exceeds(Ops tf, Operand<T> bound) {
    return tf.math.logicalNot(tf.math.lessEqual(norm, tf.math.div(bound, scale)));
  }
}
