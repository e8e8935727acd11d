package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients that are held one by one: right for variables that are small, or used so
 * often per example that the gradient is smaller than what it is made of. Memory: batch times the
 * size of the variable.
 *
 * @param parts the gradients, cut into pieces. <b>Shape</b> of each: {@code [batch, n]}
 * @param assembly how the pieces make up the flattened variable
 * @param shape the shape of the variable
 * @param poison what makes the norm of a row NaN that was replaced by zeros because it may not be
 *     finite, zero for the others; <b>shape</b> {@code [batch]}; empty if no row was replaced
 * @param form how the gradients were built, in words
 * @param cost multiplications per example that it took to build them
 */
public record Built<T extends TFloating>(
    Ops tf,
    List<Operand<T>> parts,
    Assembly<T> assembly,
    Shape shape,
    Optional<Operand<T>> poison,
    String form,
    long cost)
    implements SiteGradient<T> {

  /** How pieces of gradients, whose elements may lie in another order, make up the variable. */
  public interface Assembly<T extends TFloating> {

    /**
     * The gradients in the order of the variable.
     *
     * @param parts <b>Shape</b> of each: {@code [rows, n]}
     * @return <b>Shape</b> {@code [rows, size of the variable]}
     */
    Operand<T> assemble(Ops tf, List<Operand<T>> parts);

    /** One piece, in order. */
    static <T extends TFloating> Assembly<T> whole() {
      return (tf, parts) -> parts.get(0);
    }
  }

  /** Gradients in one piece whose rows may be anything. */
  public static <T extends TFloating> Built<T> of(
      Ops tf, Operand<T> gradients, Shape shape, String form, long cost) {
    return of(tf, gradients, Optional.empty(), shape, form, cost);
  }

  /**
   * Gradients in one piece, in which rows may have been replaced.
   *
   * @param gradients <b>Shape</b> {@code [batch, ...]}, the rest in the order of the variable
   * @param poison NaN for replaced rows; empty if no row was replaced
   */
  public static <T extends TFloating> Built<T> of(
      Ops tf,
      Operand<T> gradients,
      Optional<Operand<T>> poison,
      Shape shape,
      String form,
      long cost) {
    Operand<T> rows = Arrangement.reshape(tf, gradients, -1, shape.size());
    return new Built<>(tf, List.of(rows), Assembly.whole(), shape, poison, form, cost);
  }

  @Override
  public Operand<T> squaredNorms() {
    List<Operand<T>> squares = new ArrayList<>();
    parts.forEach(part -> squares.add(Rows.squaredNorms(tf, part)));
    poison.ifPresent(squares::add);
    return Rows.sum(tf, squares);
  }

  @Override
  public double normRoundings() {
    return parts.size() + parts.stream().mapToDouble(Rows::roundings).max().orElseThrow();
  }

  /** What is added is the gradient of an example, one number for each coordinate. */
  @Override
  public double sumRounding(long rows, int blocks) {
    return SumBlocks.rounding(rows, blocks, parts.get(0));
  }

  @Override
  public Operand<T> weightedSum(Ops sums, Operand<T> factors, SumBlocks blocks) {
    Operand<T> weights = sums.expandDims(factors, sums.constant(1));
    List<Operand<T>> perPart = new ArrayList<>();
    for (Operand<T> part : parts) {
      perPart.add(
          isClean()
              ? blocks.product(sums, weights, part)
              : blocks.product(sums, sums.onesLike(weights), Rows.scale(sums, part, factors)));
    }
    return Arrangement.reshape(sums, assembly.assemble(sums, perPart), shape.asArray());
  }

  @Override
  public Built<T> built() {
    return this;
  }

  /** The same gradients of a tensor whose elements lie in the same order in another shape. */
  public Built<T> reshaped(Shape other) {
    return new Built<>(tf, parts, assembly, other, poison, form, cost);
  }

  /** Whether rows that may not be finite were replaced by zeros already. */
  boolean isClean() {
    return poison.isPresent();
  }

  /** The gradients in one piece, those that were replaced being NaN again. */
  public Operand<T> marked() {
    Operand<T> rows = rows();
    return poison
        .<Operand<T>>map(marks -> tf.math.add(rows, tf.expandDims(marks, tf.constant(1))))
        .orElse(rows);
  }

  /** The gradients in one piece. <b>Shape</b> {@code [batch, size of the variable]}. */
  public Operand<T> rows() {
    return assembly.assemble(tf, parts);
  }
}
