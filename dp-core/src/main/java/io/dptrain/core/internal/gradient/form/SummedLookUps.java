package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Rows;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Per-example gradients of a table, held as what each example has for each row that it looks up:
 * the positions that look up the same row are added up first, in time proportional to their number.
 *
 * <p><b>Formula</b>: {@code g_i = sum_v e(v) u_iv^T} with unit vectors {@code e}, where {@code
 * u_iv} is the sum of the {@code r_it} that look up row {@code v}; so {@code |g_i|^2 = sum_v
 * |u_iv|^2}. Norms and sums are taken of the same {@code u_iv}, so what rounding did to them is in
 * both, and an example has one term in each row, however often it looks it up.
 *
 * @param equal which positions look up the same row
 * @param sums the {@code u_iv}, one row for each pair of example and row that there is
 * @param rows the number of rows of the table
 */
record SummedLookUps<T extends TFloating>(EqualIds equal, Operand<T> sums, int rows) {

  /** <b>Shape</b> {@code [batch]}. <b>Error</b>: {@link #normRoundings} at most. */
  Operand<T> squaredNorms(Ops tf) {
    Operand<TFloat64> squares = tf.dtypes.cast(Rows.squaredNorms(tf, sums), TFloat64.class);
    Operand<TFloat64> added = tf.math.unsortedSegmentSum(squares, equal.example(tf), equal.batch());
    return tf.dtypes.cast(added, sums.type());
  }

  /** Squares are added up over rows in double precision, where up to 2^29 of them lose nothing. */
  double normRoundings() {
    return Rows.roundings(sums) + 2;
  }

  /** The sum of {@code weights_i g_i}. <b>Shape</b> {@code [rows, columns]}. */
  Operand<TFloat64> weightedSum(Ops tf, Operand<T> weights) {
    Operand<T> own = tf.gather(weights, equal.example(tf), tf.constant(0));
    Operand<TFloat64> scaled = tf.dtypes.cast(Rows.scale(tf, sums, own), TFloat64.class);
    Operand<TInt32> ids = equal.id(tf);
    return tf.math.unsortedSegmentSum(scaled, ids, tf.constant(rows));
  }
}
