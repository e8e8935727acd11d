package io.dptrain.core.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TFloating;

/**
 * Outer products of two dense vectors: what a matrix product or a convolution leaves.
 *
 * @param left <b>Shape</b> {@code [batch, positions, rows]}
 * @param right <b>Shape</b> {@code [batch, positions, columns]}
 */
record DenseFactors<T extends TFloating>(Operand<T> left, Operand<T> right) implements Factors<T> {

  @Override
  public int positions() {
    return (int) left.shape().get(1);
  }

  @Override
  public int rows() {
    return (int) left.shape().get(2);
  }

  @Override
  public int columns() {
    return (int) right.shape().get(2);
  }

  @Override
  public Operand<T> leftSquaredNorms(Ops tf) {
    return Rows.squaredNormsOfLastAxis(tf, left);
  }

  @Override
  public Operand<T> weightedSum(Ops tf, Operand<T> weights) {
    Operand<T> kept = Arrangement.reshape(tf, Rows.keep(tf, left, weights), -1, rows());
    Operand<T> scaled = Arrangement.reshape(tf, Rows.scale(tf, right, weights), -1, columns());
    return tf.linalg.matMul(kept, scaled, MatMul.transposeA(true));
  }

  /**
   * Rows whose factors are not finite, or so large that the product may overflow, are replaced by
   * zeros before they are multiplied, which is less work than afterwards.
   */
  @Override
  public Built<T> built(Ops tf, Shape shape) {
    CleanRows<T> clean = CleanRows.of(tf, left, right);
    Operand<T> product =
        tf.train.batchMatMul(clean.left(), clean.right(), left.type(), BatchMatMul.adjX(true));
    Operand<T> flat = Arrangement.reshape(tf, product, -1, (long) rows() * columns());
    long cost = (long) positions() * rows() * columns();
    return new Built<>(tf, List.of(flat), shape, clean.poison(), "built from products", cost);
  }

  static <T extends TFloating> DenseFactors<T> join(Ops tf, List<DenseFactors<T>> factors) {
    if (factors.size() == 1) {
      return factors.get(0);
    }
    List<Operand<T>> lefts = factors.stream().map(DenseFactors::left).toList();
    List<Operand<T>> rights = factors.stream().map(DenseFactors::right).toList();
    return new DenseFactors<>(tf.concat(lefts, tf.constant(1)), tf.concat(rights, tf.constant(1)));
  }
}
