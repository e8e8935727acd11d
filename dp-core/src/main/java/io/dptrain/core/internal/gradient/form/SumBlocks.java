package io.dptrain.core.internal.gradient.form;

import io.dptrain.core.internal.graph.axis.Rows;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Sums over the examples of a batch in blocks: each block is one matrix product. Products are added
 * up in groups, and the sums of the groups to each other. So no number goes through as many
 * roundings as there are examples, in whatever order a product adds.
 *
 * <p><b>Memory</b>: a product waits until the one before is added, so three tensors of the size of
 * the result live at a time: a product, the sum of its group, and that of the groups before.
 *
 * <p><b>Error</b>: {@link #additions} unit roundoffs of the sum of the l2 norms of what is added,
 * in l2 norm. <b>Source</b>: Higham, Accuracy and Stability of Numerical Algorithms, 2002, sections
 * 3.1 and 4.2: a term that goes through {@code k} roundings is off by at most {@code k u / (1 - k
 * u)}.
 *
 * @param sizes how many rows each block has. <b>Shape</b> {@code [blocks]}; empty if there are none
 * @param count the number of blocks, or {@link #IN_DOUBLE}
 */
public record SumBlocks(Optional<Operand<TInt32>> sizes, int count) {
  /** In place of a number of blocks: one sum in double precision. */
  public static final int IN_DOUBLE = 0;

  /**
   * Blocks of equal size, of which the last may be smaller or empty.
   *
   * @param rows a tensor whose axis 0 is the batch
   */
  public static SumBlocks of(Ops tf, Operand<?> rows, int count) {
    if (count <= 1) {
      return new SumBlocks(Optional.empty(), count);
    }
    Operand<TInt32> batch = tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
    // Divided upwards, so that the blocks have room for all rows.
    Operand<TInt32> raised = tf.math.add(batch, tf.constant(count - 1));
    Operand<TInt32> most = tf.math.floorDiv(raised, tf.constant(count));
    int[] places = new int[count];
    for (int block = 0; block < count; block++) {
      places[block] = block;
    }
    Operand<TInt32> left = tf.math.sub(batch, tf.math.mul(tf.constant(places), most));
    Operand<TInt32> sizes = tf.math.maximum(tf.math.minimum(left, most), tf.constant(0));
    return new SumBlocks(Optional.of(sizes), count);
  }

  /** {@code left^T right}, the sum over axis 0 taken in blocks. <b>Shape</b> of both: two axes. */
  public <T extends TFloating> Operand<T> product(Ops tf, Operand<T> left, Operand<T> right) {
    if (count == IN_DOUBLE) {
      Operand<TFloat64> sum =
          tf.linalg.matMul(
              tf.dtypes.cast(left, TFloat64.class),
              tf.dtypes.cast(right, TFloat64.class),
              MatMul.transposeA(true));
      return tf.dtypes.cast(sum, left.type());
    }
    if (count == 1) {
      return leftTransposed(tf, left, right);
    }
    List<Operand<T>> lefts = split(tf, left);
    List<Operand<T>> rights = split(tf, right);
    int size = groupSize(count);
    Operand<T> total = group(tf, tf, lefts, rights, 0);
    for (int from = size; from < count; from += size) {
      total = tf.math.add(total, group(tf, after(tf, total), lefts, rights, from));
    }
    return total;
  }

  /**
   * The sum of the products of a group.
   *
   * @param first adds the first of them
   */
  private <T extends TFloating> Operand<T> group(
      Ops tf, Ops first, List<Operand<T>> lefts, List<Operand<T>> rights, int from) {
    Operand<T> sum = leftTransposed(first, lefts.get(from), rights.get(from));
    for (int block = from + 1; block < Math.min(count, from + groupSize(count)); block++) {
      sum = tf.math.add(sum, leftTransposed(after(tf, sum), lefts.get(block), rights.get(block)));
    }
    return sum;
  }

  private static <T extends TFloating> Operand<T> leftTransposed(
      Ops tf, Operand<T> left, Operand<T> right) {
    return tf.linalg.matMul(left, right, MatMul.transposeA(true));
  }

  /** What it adds waits for a sum, as all products could be held at a time otherwise. */
  private static Ops after(Ops tf, Operand<?> sum) {
    return tf.withControlDependencies(sum);
  }

  private <T extends TFloating> List<Operand<T>> split(Ops tf, Operand<T> rows) {
    return List.copyOf(tf.splitV(rows, sizes.orElseThrow(), tf.constant(0), (long) count).output());
  }

  /** As many products make a group as there are groups: then the fewest additions follow. */
  private static int groupSize(int count) {
    return (int) Math.ceil(Math.sqrt(count));
  }

  /** What a sum may be off by, relative to the sum of the l2 norms of what is added. */
  public static double rounding(long rows, int count, Operand<? extends TFloating> terms) {
    if (count == IN_DOUBLE) {
      return DoubleSums.rounding((double) rows, 1, terms);
    }
    double error = additions(rows, count) * Rows.unitRoundoff(terms);
    return error < 1 ? error / (1 - error) : Double.POSITIVE_INFINITY;
  }

  /**
   * How many roundings one term goes through at most: the multiplication, and the additions of its
   * block, of its group and of the groups.
   *
   * @param rows the size of the batch
   */
  public static double additions(long rows, int count) {
    if (count <= 1) {
      return rows;
    }
    long ofBlock = (rows + count - 1) / count;
    int groupSize = groupSize(count);
    int groups = (count + groupSize - 1) / groupSize;
    return (double) ofBlock + (groupSize - 1) + (groups - 1);
  }
}
