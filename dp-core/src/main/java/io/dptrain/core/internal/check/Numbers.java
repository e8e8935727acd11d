package io.dptrain.core.internal.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Arithmetic on arrays in double precision, one for each tensor. */
final class Numbers {
  /** Large arrays cost time to be first touched, so tensors are written in blocks. */
  private static final int BLOCK = 1 << 14;

  private Numbers() {}

  static boolean areFloating(Class<? extends TType> type) {
    return type.equals(TFloat32.class) || type.equals(TFloat64.class);
  }

  /** A tensor of a floating type whose elements are made one by one. The caller closes it. */
  static Tensor tensor(Class<? extends TType> type, Shape shape, DoubleSupplier next) {
    return Tensor.of(
        type,
        shape,
        tensor -> {
          ByteDataBuffer bytes = tensor.asRawTensor().data();
          int width = type.equals(TFloat64.class) ? Double.BYTES : Float.BYTES;
          ByteBuffer block = ByteBuffer.allocate(BLOCK * width).order(ByteOrder.nativeOrder());
          for (long from = 0; from < bytes.size(); from += block.limit()) {
            block.clear().limit((int) Math.min(block.capacity(), bytes.size() - from));
            fill(block, width, next);
            bytes.slice(from, block.limit()).write(block.array(), 0, block.limit());
          }
        });
  }

  private static void fill(ByteBuffer block, int width, DoubleSupplier next) {
    while (block.hasRemaining()) {
      if (width == Double.BYTES) {
        block.putDouble(next.getAsDouble());
      } else {
        block.putFloat((float) next.getAsDouble());
      }
    }
  }

  /** What is left of some arrays after others are taken off. */
  static double[][] difference(double[][] some, double[][] others) {
    double[][] difference = new double[some.length][];
    Arrays.setAll(difference, a -> difference(some[a], others[a]));
    return difference;
  }

  static double[] difference(double[] some, double[] others) {
    double[] difference = new double[some.length];
    Arrays.setAll(difference, i -> some[i] - others[i]);
    return difference;
  }

  static void add(double[][] sum, double[][] addend, double factor) {
    for (int a = 0; a < sum.length; a++) {
      for (int i = 0; i < sum[a].length; i++) {
        sum[a][i] += factor * addend[a][i];
      }
    }
  }

  static double[][] scaled(double[][] values, double factor) {
    return Arrays.stream(values)
        .map(array -> Arrays.stream(array).map(value -> value * factor).toArray())
        .toArray(double[][]::new);
  }

  /** The l2 norm over all arrays together. */
  static double norm(double[]... values) {
    double squares = 0;
    for (double[] array : values) {
      for (double value : array) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}
