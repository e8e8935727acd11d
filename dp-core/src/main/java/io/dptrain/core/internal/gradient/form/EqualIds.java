package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Arrangement;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Which positions of an example look up the same row of a table, in time proportional to the number
 * of positions rather than of their pairs.
 *
 * @param group for each position of the batch a number that it shares with the equal positions of
 *     its example and with no other. <b>Shape</b> {@code [batch * positions]}
 * @param keys for each group {@code id * batch + example}. <b>Shape</b> {@code [groups]}
 * @param batch the number of examples, a scalar
 */
record EqualIds(Operand<TInt32> group, Operand<TInt64> keys, Operand<TInt64> batch) {

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
    GraphOperation unique = unique(tf, Arrangement.reshape(tf, keys, -1));
    Output<TInt64> distinct = unique.output(0);
    Output<TInt32> group = unique.output(1);
    return new EqualIds(group, distinct, batch(tf, ids));
  }

  /** The numbers of the examples. <b>Shape</b> {@code [batch]}. */
  static Operand<TInt64> examples(Ops tf, Operand<TInt32> ids) {
    return tf.range(tf.constant(0L), batch(tf, ids), tf.constant(1L));
  }

  private static Operand<TInt64> batch(Ops tf, Operand<TInt32> ids) {
    return tf.gather(tf.shape(ids, TInt64.class), tf.constant(0), tf.constant(0));
  }

  /** {@code Unique}, which has a GPU kernel; the operators of TensorFlow Java make UniqueV2. */
  private static GraphOperation unique(Ops tf, Operand<TInt64> keys) {
    return (GraphOperation)
        tf.scope().opBuilder("Unique", "Unique").addInput(keys.asOutput()).build();
  }

  /** The sum of the rows of each group. <b>Shape</b> {@code [groups, ...]} */
  <T extends TNumber> Operand<T> sums(Ops tf, Operand<T> rows) {
    return tf.math.unsortedSegmentSum(rows, group, tf.size(keys));
  }

  /** The example of each group. <b>Shape</b> {@code [groups]} */
  Operand<TInt32> example(Ops tf) {
    return tf.dtypes.cast(tf.math.floorMod(keys, batch), TInt32.class);
  }

  /**
   * What each group looks up, also where it lies outside of the table. <b>Shape</b> {@code
   * [groups]}
   */
  Operand<TInt32> id(Ops tf) {
    return tf.dtypes.cast(tf.math.floorDiv(keys, batch), TInt32.class);
  }
}
