package io.dptrain.core.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** Row by row arithmetic on tensors whose axis 0 is the examples. */
final class Rows {
  private Rows() {}

  /**
   * The squared l2 norm of each row, over all further axes. One pass; nothing as large as the rows
   * is made.
   *
   * <p><b>Error</b>: never below the exact squared norm by more than rounding: a square that
   * underflows to zero is made up for by adding the smallest normal number once per element.
   */
  static <T extends TFloating> Operand<T> squaredNorms(Ops tf, Operand<T> rows) {
    int rank = rows.shape().numDimensions();
    double width =
        IntStream.range(1, rank).mapToLong(rows.shape()::get).reduce(1, Math::multiplyExact);
    Operand<T> slack = constant(tf, width * smallestNormal(rows), rows);
    int[] axes = IntStream.range(1, rank).toArray();
    Operand<T> norms = tf.linalg.euclideanNorm(rows, tf.constant(axes));
    return tf.math.add(tf.math.square(norms), slack);
  }

  /** The smallest normal number of a type: at least what is lost where a product underflows. */
  static double smallestNormal(Operand<? extends TFloating> like) {
    return like.type().equals(TFloat64.class) ? Double.MIN_NORMAL : Float.MIN_NORMAL;
  }

  /**
   * Half the distance from 1 to the next number of a type: the largest relative error of one
   * rounding.
   */
  static double unitRoundoff(Operand<? extends TFloating> like) {
    return like.type().equals(TFloat64.class) ? 0x1p-53 : 0x1p-24;
  }

  /** A scalar of the type of another tensor. */
  static <T extends TFloating> Operand<T> constant(Ops tf, double value, Operand<T> like) {
    @SuppressWarnings("unchecked") // the type was looked at
    Operand<T> constant =
        (Operand<T>)
            (like.type().equals(TFloat64.class) ? tf.constant(value) : tf.constant((float) value));
    return constant;
  }

  /** The sum of tensors of one shape; of a single one, that itself. */
  static <T extends TFloating> Operand<T> sum(Ops tf, List<Operand<T>> terms) {
    return terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
  }

  /** Multiplies each row by its factor; a factor of zero gives zeros, whatever the row holds. */
  static <T extends TFloating> Operand<T> scale(Ops tf, Operand<T> rows, Operand<T> factors) {
    int[] shape = new int[rows.shape().numDimensions()];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    return tf.math.mulNoNan(rows, tf.reshape(factors, tf.constant(shape)));
  }

  /** Keeps the rows whose factor is not zero and replaces the others by zeros. */
  static <T extends TFloating> Operand<T> keep(Ops tf, Operand<T> rows, Operand<T> factors) {
    return scale(
        tf, rows, indicator(tf, tf.math.notEqual(factors, constant(tf, 0, factors)), factors));
  }

  /** One where a condition holds and zero elsewhere. */
  static <T extends TFloating> Operand<T> indicator(
      Ops tf, Operand<TBool> condition, Operand<T> like) {
    return tf.dtypes.cast(condition, like.type());
  }
}
