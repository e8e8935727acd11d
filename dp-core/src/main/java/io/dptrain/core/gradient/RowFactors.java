package io.dptrain.core.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Outer products whose left vector has a single one, at {@code ids_it}: what a look-up in a table
 * leaves. That vector is never written out.
 *
 * @param ids which row of the table was looked up. <b>Shape</b> {@code [batch, positions]}
 * @param right <b>Shape</b> {@code [batch, positions, columns]}
 * @param rows the number of rows of the table
 */
record RowFactors<T extends TFloating>(Operand<TInt32> ids, Operand<T> right, int rows)
    implements Factors<T> {

  @Override
  public int positions() {
    return (int) right.shape().get(1);
  }

  @Override
  public int columns() {
    return (int) right.shape().get(2);
  }

  @Override
  public Operand<T> weightedSum(Ops tf, Operand<T> weights) {
    Operand<TInt32> flat = tf.reshape(ids, tf.constant(new int[] {-1}));
    Operand<T> scaled = Arrangement.reshape(tf, Rows.scale(tf, right, weights), -1, columns());
    return tf.math.unsortedSegmentSum(scaled, flat, tf.constant(rows));
  }

  /**
   * Norms in time proportional to the number of positions.
   *
   * <p><b>Formula</b>: {@code |g_i|^2 = sum_t r_it . u_it}, where {@code u_it} is the sum of the
   * {@code r_is} that look up the same row. <b>Error</b>: rounded upwards as in {@link GramNorms}.
   */
  Operand<T> squaredNorms(Ops tf) {
    EqualIds equal = EqualIds.of(tf, ids);
    Operand<T> sums = equal.sums(tf, Arrangement.reshape(tf, right, -1, columns()));
    Operand<T> own = tf.gather(sums, equal.group(), tf.constant(0));
    Operand<T> products =
        tf.math.mul(Arrangement.reshape(tf, own, -1, positions(), columns()), right);
    Operand<T> norms = tf.reduceSum(products, tf.constant(new int[] {1, 2}));
    return tf.math.add(norms, slack(tf, equal));
  }

  /** As many unit roundoffs of what the sums could be at most as there are additions in them. */
  private Operand<T> slack(Ops tf, EqualIds equal) {
    Operand<T> lengths = tf.linalg.euclideanNorm(right, tf.constant(2));
    Operand<T> flat = tf.reshape(lengths, tf.constant(new int[] {-1}));
    Operand<T> sums = tf.gather(equal.sums(tf, flat), equal.group(), tf.constant(0));
    Operand<T> bound =
        tf.reduceSum(
            tf.math.mul(lengths, Arrangement.reshape(tf, sums, -1, positions())), tf.constant(1));
    double share = (GramNorms.SLACK + 2.0 * positions() + columns()) * Rows.unitRoundoff(bound);
    double lost = (double) positions() * columns() * Rows.smallestNormal(bound);
    return tf.math.add(
        tf.math.mul(bound, Rows.constant(tf, share, bound)), Rows.constant(tf, lost, bound));
  }

  @Override
  public Built<T> built(Ops tf, Shape shape) {
    Operand<TInt32> batch = tf.gather(tf.shape(ids), tf.constant(0), tf.constant(0));
    Operand<TInt32> size = tf.math.mul(batch, tf.constant(rows));
    Operand<TInt32> starts = tf.range(tf.constant(0), size, tf.constant(rows));
    Operand<TInt32> cells = tf.math.add(ids, tf.expandDims(starts, tf.constant(1)));
    Operand<T> sums =
        tf.math.unsortedSegmentSum(
            Arrangement.reshape(tf, right, -1, columns()),
            tf.reshape(inside(tf, cells), tf.constant(new int[] {-1})),
            size);
    long width = (long) rows * columns();
    Operand<T> flat = Arrangement.reshape(tf, sums, -1, width);
    return Built.of(tf, flat, shape, "built from look-ups", (long) positions() * columns());
  }

  /** An id outside of the table would be another example's; a negative cell is left out. */
  private Operand<TInt32> inside(Ops tf, Operand<TInt32> cells) {
    Operand<TBool> valid =
        tf.math.logicalAnd(
            tf.math.greaterEqual(ids, tf.constant(0)), tf.math.less(ids, tf.constant(rows)));
    return tf.select(valid, cells, tf.constant(-1));
  }

  static <T extends TFloating> RowFactors<T> join(Ops tf, List<RowFactors<T>> factors) {
    if (factors.size() == 1) {
      return factors.get(0);
    }
    return new RowFactors<>(
        tf.concat(factors.stream().map(RowFactors::ids).toList(), tf.constant(1)),
        tf.concat(factors.stream().map(RowFactors::right).toList(), tf.constant(1)),
        factors.get(0).rows());
  }
}
