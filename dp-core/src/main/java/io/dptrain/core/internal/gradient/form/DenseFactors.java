package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Outer products of two dense vectors: what a matrix product or a convolution leaves.
 *
 * <p>Where there is one position only, the axis of positions is left out, so that equal tensors of
 * different uses stay equal.
 *
 * @param left <b>Shape</b> {@code [batch, positions, rows]} or {@code [batch, rows]}
 * @param right <b>Shape</b> {@code [batch, positions, columns]} or {@code [batch, columns]}
 */
public record DenseFactors<T extends TFloating>(Operand<T> left, Operand<T> right)
    implements Factors<T> {

  @Override
  public int positions() {
    return left.shape().numDimensions() == 2 ? 1 : (int) left.shape().get(1);
  }

  @Override
  public int rows() {
    return (int) left.shape().get(left.shape().numDimensions() - 1);
  }

  @Override
  public int columns() {
    return (int) right.shape().get(right.shape().numDimensions() - 1);
  }

  @Override
  public Operand<TFloat64> weightedSum(Ops tf, Operand<T> weights) {
    return tf.linalg.matMul(
        tf.dtypes.cast(kept(tf, weights), TFloat64.class),
        tf.dtypes.cast(scaled(tf, weights), TFloat64.class),
        MatMul.transposeA(true));
  }

  /** The same sum in the precision of the factors, for one position. */
  Operand<T> weightedSum(Ops tf, Operand<T> weights, SumBlocks blocks) {
    return blocks.product(tf, kept(tf, weights), scaled(tf, weights));
  }

  private Operand<T> kept(Ops tf, Operand<T> weights) {
    return Arrangement.reshape(tf, Rows.keep(tf, left, weights), -1, rows());
  }

  private Operand<T> scaled(Ops tf, Operand<T> weights) {
    return Arrangement.reshape(tf, Rows.scale(tf, right, weights), -1, columns());
  }

  /**
   * Rows whose factors are not finite, or so large that the product may overflow, are replaced by
   * zeros before they are multiplied, which is less work than afterwards.
   */
  @Override
  public Built<T> built(Ops tf, Shape shape) {
    CleanRows<T> clean = CleanRows.of(tf, left, right, (long) rows() * columns());
    Operand<T> lefts = Arrangement.reshape(tf, clean.left(), -1, positions(), rows());
    Operand<T> rights = Arrangement.reshape(tf, clean.right(), -1, positions(), columns());
    Operand<T> product = ExampleProducts.leftTransposed(tf, lefts, rights);
    long cost = (long) positions() * rows() * columns();
    return Built.of(tf, product, clean.poison(), shape, "built from products", cost);
  }

  /** The same with an axis of positions, also where there is one position only. */
  DenseFactors<T> withPositions(Ops tf) {
    return new DenseFactors<>(
        Arrangement.reshape(tf, left, -1, positions(), rows()),
        Arrangement.reshape(tf, right, -1, positions(), columns()));
  }

  static <T extends TFloating> DenseFactors<T> join(Ops tf, List<DenseFactors<T>> factors) {
    if (factors.size() == 1) {
      return factors.get(0);
    }
    return new DenseFactors<>(
        concatenated(tf, factors.stream().map(DenseFactors::left).toList()),
        concatenated(tf, factors.stream().map(DenseFactors::right).toList()));
  }

  /** Joins along the positions, as one copy. */
  private static <T extends TFloating> Operand<T> concatenated(Ops tf, List<Operand<T>> parts) {
    long width = parts.get(0).shape().get(parts.get(0).shape().numDimensions() - 1);
    long positions = 0;
    List<Operand<T>> flat = new ArrayList<>();
    for (Operand<T> part : parts) {
      long own = part.shape().numDimensions() == 2 ? 1 : part.shape().get(1);
      positions += own;
      flat.add(Arrangement.reshape(tf, part, -1, own * width));
    }
    return Arrangement.reshape(tf, tf.concat(flat, tf.constant(1)), -1, positions, width);
  }
}
