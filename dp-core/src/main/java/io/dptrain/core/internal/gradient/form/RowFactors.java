package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.Rows;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
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
public record RowFactors<T extends TFloating>(Operand<TInt32> ids, Operand<T> right, int rows)
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
  public Operand<TFloat64> weightedSum(Ops tf, Operand<T> weights) {
    Operand<TInt32> flat = tf.reshape(ids, tf.constant(new int[] {-1}));
    Operand<T> scaled = Arrangement.reshape(tf, Rows.scale(tf, right, weights), -1, columns());
    Operand<TFloat64> wide = tf.dtypes.cast(scaled, TFloat64.class);
    return tf.math.unsortedSegmentSum(wide, flat, tf.constant(rows));
  }

  /** What each example has for each row of the table that it looks up. */
  SummedLookUps<T> summed(Ops tf) {
    EqualIds equal = EqualIds.of(tf, ids);
    // In double precision, as terms may cancel: what is left does not depend on their order.
    Operand<TFloat64> wide = tf.dtypes.cast(right, TFloat64.class);
    Operand<TFloat64> sums = equal.sums(tf, Arrangement.reshape(tf, wide, -1, columns()));
    return new SummedLookUps<>(equal, tf.dtypes.cast(sums, right.type()), rows);
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
