package io.dptrain.core.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Tensors as arrays in double precision, and back. */
final class Numbers {
  /** Large arrays cost time to be first touched, so singles are read in blocks. */
  private static final int BLOCK = 1 << 14;

  private Numbers() {}

  /** Runs, and copies all that was fetched. */
  static double[][] fetch(Session.Runner runner) {
    try (Result result = runner.run()) {
      double[][] values = new double[result.size()][];
      Arrays.setAll(values, i -> of(result.get(i)));
      return values;
    }
  }

  /** The elements of a floating-point tensor, in row-major order. */
  static double[] of(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    if (tensor instanceof TFloat64) {
      tensor.asRawTensor().data().asDoubles().read(values);
      return values;
    }
    float[] block = new float[Math.min(values.length, BLOCK)];
    for (int from = 0; from < values.length; from += block.length) {
      int length = Math.min(block.length, values.length - from);
      tensor.asRawTensor().data().asFloats().slice(from, length).read(block, 0, length);
      for (int i = 0; i < length; i++) {
        values[from + i] = block[i];
      }
    }
    return values;
  }

  static boolean areFloating(Class<? extends TType> type) {
    return type.equals(TFloat32.class) || type.equals(TFloat64.class);
  }

  /** A tensor of a floating type. The caller closes it. */
  static Tensor tensor(Class<? extends TType> type, Shape shape, double[] values) {
    if (type.equals(TFloat64.class)) {
      return TFloat64.tensorOf(shape, DataBuffers.of(values));
    }
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(singles));
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
    double[][] scaled = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    add(scaled, values, factor - 1);
    return scaled;
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
