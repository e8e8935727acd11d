package io.dptrain.core.gradient;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Which positions of an example look up the same row of a table, in time proportional to the number
 * of positions rather than of their pairs.
 *
 * @param group for each position of the batch a number that it shares with the equal positions of
 *     its example and with no other; below the number of positions. <b>Shape</b> {@code [batch *
 *     positions]}
 * @param count the number of positions in the batch, a scalar
 */
record EqualIds(Operand<TInt32> group, Operand<TInt32> count) {

  /**
   * Groups the positions of each example by what they look up. The key of a position is {@code id *
   * batch + example}, which no other pair of id and example has, not even where an id lies outside
   * of the table; so examples stay apart.
   *
   * @param ids <b>Shape</b> {@code [batch, positions]}
   */
  static EqualIds of(Ops tf, Operand<TInt32> ids) {
    Operand<TInt64> wide = tf.dtypes.cast(ids, TInt64.class);
    Operand<TInt64> scaled = tf.math.mul(wide, batch(tf, ids));
    Operand<TInt64> keys = tf.math.add(scaled, tf.expandDims(examples(tf, ids), tf.constant(1)));
    return new EqualIds(unique(tf, Arrangement.reshape(tf, keys, -1)), tf.size(ids));
  }

  /** The numbers of the examples. <b>Shape</b> {@code [batch]}. */
  static Operand<TInt64> examples(Ops tf, Operand<TInt32> ids) {
    return tf.range(tf.constant(0L), batch(tf, ids), tf.constant(1L));
  }

  private static Operand<TInt64> batch(Ops tf, Operand<TInt32> ids) {
    return tf.gather(tf.shape(ids, TInt64.class), tf.constant(0), tf.constant(0));
  }

  /** {@code Unique}, which has a GPU kernel; the operators of TensorFlow Java make UniqueV2. */
  private static Operand<TInt32> unique(Ops tf, Operand<TInt64> keys) {
    GraphOperation unique =
        (GraphOperation) tf.scope().opBuilder("Unique", "Unique").addInput(keys.asOutput()).build();
    Output<TInt32> group = unique.output(1);
    return group;
  }

  /** The sum of the rows of each group. <b>Shape</b> {@code [batch * positions, n]} */
  <T extends TFloating> Operand<T> sums(Ops tf, Operand<T> rows) {
    return tf.math.unsortedSegmentSum(rows, group, count);
  }
}
