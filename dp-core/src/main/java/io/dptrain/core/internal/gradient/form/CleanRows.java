package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Rows;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Two factors of per-example gradients before they are multiplied. An example whose gradient may
 * not be finite is replaced by zeros, either here or, where the gradient is smaller than its
 * factors, after it was built.
 *
 * <p><b>Formula</b>: {@code |sum_t l_it r_it^T|^2 <= |l_i|^2 |r_i|^2} (Cauchy and Schwarz); where
 * the right side is not finite, row {@code i} is replaced in both.
 *
 * @param poison NaN for replaced rows, zero for the others, <b>shape</b> {@code [batch]}; empty if
 *     they are to be replaced later
 */
public record CleanRows<T extends TFloating>(
    Operand<T> left, Operand<T> right, Optional<Operand<T>> poison) {

  /** Replaces rows here if the factors are smaller than the gradient, of a given size. */
  public static <T extends TFloating> CleanRows<T> of(
      Ops tf, Operand<T> left, Operand<T> right, long gradientSize) {
    if (rowSize(left) + rowSize(right) > gradientSize) {
      return new CleanRows<>(left, right, Optional.empty());
    }
    Operand<T> bound = tf.math.mul(Rows.squaredNorms(tf, left), Rows.squaredNorms(tf, right));
    Operand<T> clean = Rows.indicator(tf, tf.math.isFinite(bound), bound);
    Operand<T> poison = tf.math.mul(bound, Rows.constant(tf, 0, bound));
    return new CleanRows<>(
        Rows.scale(tf, left, clean), Rows.scale(tf, right, clean), Optional.of(poison));
  }

  private static long rowSize(Operand<?> rows) {
    Shape shape = rows.shape().tail();
    return shape.size();
  }
}
