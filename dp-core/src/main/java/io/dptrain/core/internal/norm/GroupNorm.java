package io.dptrain.core.internal.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The l2 norm of several gradients together, as {@code scale * scaledNorm}.
 *
 * <p><b>Formula</b>: {@code scale} is the largest entry in absolute value if that is finite and
 * outside of {@code [2^-40, 2^40]}, and one otherwise; {@code scaled = gradient / scale}. So
 * squares of {@code scaled} neither overflow nor vanish, and ordinary gradients are not rounded.
 *
 * @param scale <b>Shape</b> scalar, positive and finite
 * @param scaledNorm <b>Shape</b> scalar; not finite exactly if an entry of a gradient is not
 * @param scaled the gradients over the scale
 */
public record GroupNorm(
    Operand<TFloat64> scale, Operand<TFloat64> scaledNorm, List<Operand<TFloating>> scaled) {

  /** Adds the norm of some gradients to the graph. */
  public static GroupNorm of(Ops tf, List<Output<TFloating>> gradients) {
    List<Operand<TFloat64>> largest = each(gradients, gradient -> largest(tf, gradient));
    Operand<TFloat64> all =
        tf.reduceMax(tf.stack(largest), tf.constant(0)); // NaN may be lost here; the norm keeps it
    Operand<TFloat64> scale = ScaledNorm.scale(tf, all);
    List<Operand<TFloating>> scaled =
        each(gradients, gradient -> tf.math.div(gradient, TensorMath.cast(tf, scale, gradient)));
    Operand<TFloat64> halfSquares =
        TensorMath.sum(tf, each(scaled, part -> TensorMath.toDouble(tf, tf.nn.l2Loss(part))));
    Operand<TFloat64> norm = tf.math.sqrt(tf.math.mul(tf.constant(2.0), halfSquares));
    return new GroupNorm(scale, norm, scaled);
  }

  /** The norm itself, which may overflow if the gradients are double. */
  public Operand<TFloat64> norm(Ops tf) {
    return tf.math.mul(scale, scaledNorm);
  }

  /** The sum of the absolute values of the scaled gradients. */
  public Operand<TFloat64> scaledL1Norm(Ops tf) {
    return TensorMath.sum(
        tf, each(scaled, part -> TensorMath.toDouble(tf, TensorMath.total(tf, tf.math.abs(part)))));
  }

  /** The inner product with gradients of the same shapes, both scaled. */
  public Operand<TFloat64> scaledDot(Ops tf, GroupNorm other) {
    List<Operand<TFloat64>> products = new ArrayList<>();
    for (int i = 0; i < scaled.size(); i++) {
      Operand<TFloating> product = tf.math.mul(scaled.get(i), other.scaled.get(i));
      products.add(TensorMath.toDouble(tf, TensorMath.total(tf, product)));
    }
    return TensorMath.sum(tf, products);
  }

  /** Whether every entry is finite. */
  public Operand<TBool> isFinite(Ops tf) {
    return tf.math.isFinite(scaledNorm);
  }

  /** {@code min(scale, bound / size)}: what the scaled gradients are to be multiplied with. */
  public Operand<TFloat64> factor(Ops tf, Operand<TFloat64> bound, Operand<TFloat64> scaledSize) {
    return tf.math.minimum(scale, tf.math.div(bound, scaledSize));
  }

  /** The scaled gradients times a factor, or zeros if {@code finite} is false. */
  public List<Operand<TFloating>> times(Ops tf, Operand<TFloat64> factor, Operand<TBool> finite) {
    Operand<TFloat64> kept = tf.select(finite, factor, tf.constant(0.0));
    return each(scaled, part -> tf.math.mulNoNan(part, TensorMath.cast(tf, kept, part)));
  }

  private static Operand<TFloat64> largest(Ops tf, Operand<TFloating> gradient) {
    Operand<TFloating> flat = TensorMath.flat(tf, gradient);
    Operand<TFloating> top = tf.reduceMax(flat, tf.constant(0));
    Operand<TFloating> bottom = tf.reduceMin(flat, tf.constant(0));
    return TensorMath.toDouble(tf, tf.math.maximum(top, tf.math.neg(bottom)));
  }

  private static <A, B> List<B> each(List<? extends A> from, Function<A, B> function) {
    List<B> results = new ArrayList<>();
    from.forEach(element -> results.add(function.apply(element)));
    return results;
  }
}
