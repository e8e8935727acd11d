package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.sparse.SparseTensorDenseMatMul;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients of a table whose looked-up rows are averaged or added up: every position of
 * an example has the same share {@code r_i}.
 *
 * <p><b>Formula</b>: if example {@code i} looks up row {@code v} of the table {@code n_iv} times,
 * {@code g_i = sum_v e(v) (n_iv r_i)^T}, so {@code |g_i|^2 = |r_i|^2 sum_v n_iv^2}.
 *
 * <p>The weighted sum is a product with the sparse matrix of the {@code n_iv}: {@code sum_i c_i g_i
 * = n^T (c * r)}, which spares the copies of {@code r_i} that an ordinary step makes.
 *
 * @param ids which rows were looked up. <b>Shape</b> {@code [batch, positions]}
 * @param right {@code r_i}. <b>Shape</b> {@code [batch, columns]}
 * @param shape the shape of the table, {@code [rows, columns]}
 */
public record PooledLookUps<T extends TFloating>(
    Ops tf, Operand<TInt32> ids, Operand<T> right, Shape shape) implements SiteGradient<T> {

  @Override
  public Operand<T> squaredNorms() {
    return tf.math.mul(Rows.squaredNorms(tf, right), squaredCounts());
  }

  /**
   * {@code sum_v n_iv^2}: each position counts the positions equal to it. <b>Shape</b> {@code
   * [batch]}. <b>Error</b>: one rounding, as counts are integers and their sums are exact in double
   * precision.
   */
  private Operand<T> squaredCounts() {
    EqualIds equal = EqualIds.of(tf, ids);
    Operand<TInt32> counts = equal.sums(tf, tf.onesLike(equal.group()));
    Operand<TInt32> perPosition = tf.gather(counts, equal.group(), tf.constant(0));
    Operand<TFloat64> exact = tf.dtypes.cast(perPosition, TFloat64.class);
    Operand<TFloat64> sums =
        tf.reduceSum(Arrangement.reshape(tf, exact, -1, positions()), tf.constant(1));
    return tf.dtypes.cast(sums, right.type());
  }

  @Override
  public double normRoundings() {
    return Rows.roundings(right) + 2;
  }

  /** Positions are added up one by one, but what one example adds to a row has one sign. */
  @Override
  public double sumRounding(long batch, int blocks) {
    return DoubleSums.rounding(batch * (double) positions(), 1, right);
  }

  @Override
  public Operand<T> weightedSum(Ops sums, Operand<T> factors, SumBlocks blocks) {
    Operand<TFloat64> scaled = sums.dtypes.cast(Rows.scale(sums, right, factors), TFloat64.class);
    Operand<TFloat64> sum =
        sums.sparse.sparseTensorDenseMatMul(
            places(sums),
            ones(sums),
            countsShape(sums),
            scaled,
            SparseTensorDenseMatMul.adjointA(true));
    return sums.dtypes.cast(sum, right.type());
  }

  /**
   * Where the matrix of counts has its ones: example and row, for each position in order.
   * <b>Shape</b> {@code [batch * positions, 2]}.
   */
  private Operand<TInt64> places(Ops ops) {
    Operand<TInt64> wide = ops.dtypes.cast(ids, TInt64.class);
    Operand<TInt64> examples = EqualIds.examples(ops, ids);
    Operand<TInt64> column = ops.expandDims(examples, ops.constant(1));
    int[] copies = {1, (int) positions()};
    Operand<TInt64> repeated = ops.tile(column, ops.constant(copies));
    Operand<TInt64> pairs = ops.stack(List.of(repeated, wide), Stack.axis(2L));
    return Arrangement.reshape(ops, pairs, -1, 2);
  }

  /** <b>Shape</b> {@code [batch * positions]}. */
  private Operand<TFloat64> ones(Ops ops) {
    return ops.dtypes.cast(ops.onesLike(Arrangement.reshape(ops, ids, -1)), TFloat64.class);
  }

  /** Batch and rows of the table. */
  private Operand<TInt64> countsShape(Ops ops) {
    Operand<TInt64> batch =
        ops.slice(
            ops.shape(ids, TInt64.class),
            ops.constant(new long[] {0}),
            ops.constant(new long[] {1}));
    return ops.concat(List.of(batch, ops.constant(new long[] {rows()})), ops.constant(0));
  }

  @Override
  public Built<T> built() {
    return spread().built(tf, shape);
  }

  /** The same gradients as outer products, to be joined with those of other uses. */
  OuterProducts<T> products() {
    return new OuterProducts<>(tf, shape, List.of(spread()));
  }

  /** Every position with its share. */
  private RowFactors<T> spread() {
    int[] copies = {1, (int) positions(), 1};
    Operand<T> tiled = tf.tile(tf.expandDims(right, tf.constant(1)), tf.constant(copies));
    return new RowFactors<>(ids, tiled, rows());
  }

  private int rows() {
    return (int) shape.get(0);
  }

  private long positions() {
    return ids.shape().get(1);
  }

  @Override
  public String form() {
    return "counts of pooled look-ups, " + positions() + " positions";
  }

  @Override
  public long cost() {
    return positions() + shape.get(1);
  }
}
