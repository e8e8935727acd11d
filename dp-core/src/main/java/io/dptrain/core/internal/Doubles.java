package io.dptrain.core.internal;

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
import org.tensorflow.ndarray.buffer.DoubleDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Floating-point tensors as arrays in double precision, one for each tensor, and back. */
public final class Doubles {
  /** Large arrays cost time to be first touched, so numbers are converted in blocks. */
  private static final int BLOCK = 1 << 14;

  private Doubles() {}

  /** Runs, and copies all that was fetched. */
  public static double[][] fetch(Session.Runner runner) {
    try (Result result = runner.run()) {
      double[][] values = new double[result.size()][];
      Arrays.setAll(values, i -> of(result.get(i)));
      return values;
    }
  }

  /** The elements of a tensor, in row-major order. */
  public static double[] of(Tensor tensor) {
    Checks.state(
        tensor instanceof TFloat32 || tensor instanceof TFloat64,
        "a tensor must be floating point, but is of type " + tensor.dataType());
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    if (tensor instanceof TFloat64) {
      tensor.asRawTensor().data().asDoubles().read(values);
      return values;
    }
    float[] block = new float[Math.min(values.length, BLOCK)];
    FloatDataBuffer source = tensor.asRawTensor().data().asFloats();
    inBlocks(
        values.length,
        (from, length) -> {
          source.slice(from, length).read(block, 0, length);
          for (int i = 0; i < length; i++) {
            values[(int) from + i] = block[i];
          }
        });
    return values;
  }

  /** A tensor of a floating type. The caller closes it. */
  public static Tensor tensor(Class<? extends TType> type, Shape shape, double[] values) {
    return type.equals(TFloat64.class)
        ? TFloat64.tensorOf(shape, DataBuffers.of(values))
        : singles(shape, values);
  }

  /** A tensor of a floating type whose elements are made one by one. The caller closes it. */
  public static Tensor tensor(Class<? extends TType> type, Shape shape, DoubleSupplier next) {
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

  /** A copy of single precision in double precision. The caller closes it. */
  public static TFloat64 wide(TFloat32 tensor) {
    FloatDataBuffer source = tensor.asRawTensor().data().asFloats();
    return TFloat64.tensorOf(
        tensor.shape(),
        copy -> {
          DoubleDataBuffer target = copy.asRawTensor().data().asDoubles();
          float[] singles = new float[BLOCK];
          double[] wide = new double[BLOCK];
          inBlocks(
              source.size(),
              (from, length) -> {
                source.slice(from, length).read(singles, 0, length);
                for (int i = 0; i < length; i++) {
                  wide[i] = singles[i];
                }
                target.slice(from, length).write(wide, 0, length);
              });
        });
  }

  /** A copy of double precision that is rounded to single precision. The caller closes it. */
  public static TFloat32 rounded(TFloat64 tensor) {
    DoubleDataBuffer source = tensor.asRawTensor().data().asDoubles();
    return TFloat32.tensorOf(
        tensor.shape(),
        copy -> {
          FloatDataBuffer target = copy.asRawTensor().data().asFloats();
          double[] wide = new double[BLOCK];
          float[] singles = new float[BLOCK];
          inBlocks(
              source.size(),
              (from, length) -> {
                source.slice(from, length).read(wide, 0, length);
                for (int i = 0; i < length; i++) {
                  singles[i] = (float) wide[i];
                }
                target.slice(from, length).write(singles, 0, length);
              });
        });
  }

  /** What is done with some elements of a tensor. */
  @FunctionalInterface
  private interface Block {
    void convert(long from, int length);
  }

  private static void inBlocks(long size, Block block) {
    for (long from = 0; from < size; from += BLOCK) {
      block.convert(from, (int) Math.min(BLOCK, size - from));
    }
  }

  private static TFloat32 singles(Shape shape, double[] values) {
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(singles));
  }
}
