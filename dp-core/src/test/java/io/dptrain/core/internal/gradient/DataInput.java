package io.dptrain.core.internal.gradient;

import io.dptrain.core.testing.Tensors;
import java.util.Arrays;
import java.util.Random;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * One data input of a model.
 *
 * @param kind what its entries are
 * @param example the shape of one row
 * @param bound ids are drawn from {@code 0 .. bound - 1}
 */
record DataInput(Kind kind, Shape example, int bound) {

  /** What the entries of an input are. */
  enum Kind {
    FLOATS,
    INT32,
    INT64
  }

  static DataInput floats(long... example) {
    return new DataInput(Kind.FLOATS, Shape.of(example), 0);
  }

  static DataInput ids32(int bound, long... example) {
    return new DataInput(Kind.INT32, Shape.of(example), bound);
  }

  static DataInput ids64(int bound, long... example) {
    return new DataInput(Kind.INT64, Shape.of(example), bound);
  }

  /** A placeholder; floating entries have the given type. */
  Placeholder<?> placeholder(Ops tf, Class<? extends TFloating> floating) {
    return tf.placeholder(type(floating), Placeholder.shape(example.prepend(-1)));
  }

  /** Rows of standard normal numbers, exact in single precision, or of uniform ids. */
  double[] draw(Random random, int rows) {
    double[] values = new double[Math.toIntExact(rows * example.size())];
    Arrays.setAll(
        values, i -> kind == Kind.FLOATS ? (float) random.nextGaussian() : random.nextInt(bound));
    return values;
  }

  /** Some consecutive rows as a tensor. */
  Tensor tensor(double[] values, int from, int to, Class<? extends TFloating> floating) {
    int size = Math.toIntExact(example.size());
    double[] part = Arrays.copyOfRange(values, from * size, to * size);
    return Tensors.of(type(floating), example.prepend(to - from), part);
  }

  private Class<? extends TType> type(Class<? extends TFloating> floating) {
    return switch (kind) {
      case FLOATS -> floating;
      case INT32 -> TInt32.class;
      case INT64 -> TInt64.class;
    };
  }

  /** Whether a type has double precision. */
  static boolean isDouble(Class<? extends TFloating> floating) {
    return floating.equals(TFloat64.class);
  }
}
