package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients that are held one by one: right for variables that are small, or used so
 * often per example that the gradient is smaller than what it is made of. Memory: batch times the
 * size of the variable.
 *
 * @param parts the gradients, cut into pieces along the flattened variable. <b>Shape</b> of each:
 *     {@code [batch, n]}
 * @param shape the shape of the variable
 * @param poison what makes the norm of a replaced row infinite or NaN, zero for the others;
 *     <b>shape</b> {@code [batch]}, or null
 * @param form how the gradients were built, in words
 * @param cost multiplications per example that it took to build them
 */
record Built<T extends TFloating>(
    Ops tf, List<Operand<T>> parts, Shape shape, Operand<T> poison, String form, long cost)
    implements SiteGradient<T> {

  /** Gradients in one piece whose rows may be anything. */
  static <T extends TFloating> Built<T> of(
      Ops tf, Operand<T> gradients, Shape shape, String form, long cost) {
    return new Built<>(tf, List.of(gradients), shape, null, form, cost);
  }

  @Override
  public Operand<T> squaredNorms() {
    List<Operand<T>> squares = new ArrayList<>();
    parts.forEach(part -> squares.add(Rows.squaredNorms(tf, part)));
    if (isClean()) {
      squares.add(poison);
    }
    return squares.size() == 1 ? squares.get(0) : tf.math.addN(squares);
  }

  @Override
  public Operand<T> weightedSum(Ops sums, Operand<T> factors) {
    Operand<T> weights = sums.expandDims(factors, sums.constant(0));
    Operand<T> ones = sums.onesLike(weights);
    List<Operand<T>> perPart =
        parts.stream()
            .<Operand<T>>map(
                part ->
                    isClean()
                        ? sums.linalg.matMul(weights, part)
                        : sums.linalg.matMul(ones, Rows.scale(sums, part, factors)))
            .toList();
    Operand<T> flat = perPart.size() == 1 ? perPart.get(0) : sums.concat(perPart, sums.constant(1));
    return Arrangement.reshape(sums, flat, shape.asArray());
  }

  @Override
  public Built<T> built() {
    return this;
  }

  /** Whether rows that are not finite were replaced by zeros already. */
  boolean isClean() {
    return poison != null;
  }

  /** The gradients in one piece, those that were replaced being NaN again. */
  Operand<T> marked() {
    return isClean() ? tf.math.add(rows(), tf.expandDims(poison, tf.constant(1))) : rows();
  }

  /** The gradients in one piece. <b>Shape</b> {@code [batch, size of the variable]}. */
  Operand<T> rows() {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }
}
