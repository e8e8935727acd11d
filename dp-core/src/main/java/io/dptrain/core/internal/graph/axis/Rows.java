package io.dptrain.core.internal.graph.axis;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Row by row arithmetic on tensors whose axis 0 is the examples. */
public final class Rows {
  /** More than the squares, roots and constants of a norm are rounded one after the other. */
  private static final double FURTHER_ROUNDINGS = 8;

  private Rows() {}

  /**
   * The squared l2 norm of each row, over all further axes: of pieces first, then of the norms of
   * the pieces. One pass; nothing as large as the rows is made.
   *
   * <p><b>Error</b>: at most {@link #roundings} unit roundoffs, in whatever order squares are added
   * up; a square that underflows to zero is made up for by adding the smallest normal number.
   */
  public static <T extends TFloating> Operand<T> squaredNorms(Ops tf, Operand<T> rows) {
    Operand<T> norm = Pieces.of(tf, rows);
    for (int axis = norm.shape().numDimensions() - 1; axis > 0; axis--) {
      norm = tf.linalg.euclideanNorm(norm, tf.constant(axis));
    }
    double lost = 2.0 * rows.shape().tail().size() * smallestNormal(rows);
    return tf.math.add(tf.math.square(norm), constant(tf, lost, rows));
  }

  /** The l1 norm of each row, in pieces likewise. <b>Error</b>: {@link #roundings} at most. */
  public static <T extends TFloating> Operand<T> l1Norms(Ops tf, Operand<T> rows) {
    Operand<T> sums = tf.math.abs(Pieces.of(tf, rows));
    for (int axis = sums.shape().numDimensions() - 1; axis > 0; axis--) {
      sums = tf.reduceSum(sums, tf.constant(axis));
    }
    return sums;
  }

  /**
   * How many unit roundoffs a norm of rows may be off by: one for each of the additions that a
   * square goes through, and a few for squares and roots.
   */
  public static double roundings(Operand<?> rows) {
    Pieces pieces = Pieces.ofWidth(rows.shape().tail().size());
    return pieces.number() + pieces.width() + FURTHER_ROUNDINGS;
  }

  /**
   * Raises what may be too small by some unit roundoffs.
   *
   * <p><b>Formula</b>: what went through {@code k} roundings, none of them of a difference, is at
   * least {@code (1 - u)^k} times what it should be, and {@code (1 - u)^k (1 + k u / (1 - k u)) >=
   * 1}. The product is rounded too.
   */
  public static <T extends TFloating> Operand<T> raise(
      Ops tf, Operand<T> values, double roundings) {
    double error = (roundings + FURTHER_ROUNDINGS) * unitRoundoff(values);
    return tf.math.mul(values, constant(tf, 1 + error / (1 - error), values));
  }

  /** The smallest normal number of a type: at least what is lost where a product underflows. */
  public static double smallestNormal(Operand<? extends TFloating> like) {
    return like.type().equals(TFloat64.class) ? Double.MIN_NORMAL : Float.MIN_NORMAL;
  }

  /**
   * Half the distance from 1 to the next number of a type: the largest relative error of one
   * rounding.
   */
  public static double unitRoundoff(Operand<? extends TFloating> like) {
    return like.type().equals(TFloat64.class) ? 0x1p-53 : 0x1p-24;
  }

  /** A scalar of the type of another tensor. */
  public static <T extends TFloating> Operand<T> constant(Ops tf, double value, Operand<T> like) {
    @SuppressWarnings("unchecked") // the type was looked at
    Operand<T> constant =
        (Operand<T>)
            (like.type().equals(TFloat64.class) ? tf.constant(value) : tf.constant((float) value));
    return constant;
  }

  /** The sum of tensors of one shape; of a single one, that itself. */
  public static <T extends TFloating> Operand<T> sum(Ops tf, List<Operand<T>> terms) {
    return terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
  }

  /** Multiplies each row by its factor; a factor of zero gives zeros, whatever the row holds. */
  public static <T extends TFloating> Operand<T> scale(
      Ops tf, Operand<T> rows, Operand<T> factors) {
    int[] shape = new int[rows.shape().numDimensions()];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return tf.math.mulNoNan(rows, tf.reshape(factors, tf.constant(shape)));
  }

  /** Keeps the rows whose factor is not zero and replaces the others by zeros. */
  public static <T extends TFloating> Operand<T> keep(Ops tf, Operand<T> rows, Operand<T> factors) {
    return scale(
        tf, rows, indicator(tf, tf.math.notEqual(factors, constant(tf, 0, factors)), factors));
  }

  /** One where a condition holds and zero elsewhere. */
  public static <T extends TFloating> Operand<T> indicator(
      Ops tf, Operand<TBool> condition, Operand<T> like) {
    return tf.dtypes.cast(condition, like.type());
  }
}
