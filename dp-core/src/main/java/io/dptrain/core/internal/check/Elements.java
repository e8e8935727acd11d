package io.dptrain.core.internal.check;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat64;

/**
 * Floating-point numbers wherever they lie, read in blocks: large arrays cost more time to be first
 * touched than what is computed of them.
 */
interface Elements {
  /** So many are read at a time. */
  int BLOCK = 1 << 13;

  /** How many there are. */
  long size();

  /** Copies some in double precision to the start of an array. */
  void read(long from, double[] block, int length);

  /** Those of an array. */
  static Elements of(double[] values) {
    return new Elements() {
      @Override
      public long size() {
        return values.length;
      }

      @Override
      public void read(long from, double[] block, int length) {
        System.arraycopy(values, Math.toIntExact(from), block, 0, length);
      }
    };
  }

  /** Those of each array. */
  static List<Elements> of(double[][] values) {
    List<Elements> all = new ArrayList<>();
    for (double[] array : values) {
      all.add(of(array));
    }
    return all;
  }

  /** Those of a tensor in row-major order, readable as long as it is open. */
  static Elements of(Tensor tensor) {
    long size = tensor.shape().size();
    if (tensor instanceof TFloat64) {
      return new Elements() {
        @Override
        public long size() {
          return size;
        }

        @Override
        public void read(long from, double[] block, int length) {
          tensor.asRawTensor().data().asDoubles().slice(from, length).read(block, 0, length);
        }
      };
    }
    FloatDataBuffer singles = tensor.asRawTensor().data().asFloats();
    float[] read = new float[BLOCK];
    return new Elements() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(long from, double[] block, int length) {
        singles.slice(from, length).read(read, 0, length);
        for (int i = 0; i < length; i++) {
          block[i] = read[i];
        }
      }
    };
  }

  /** Those of all tensors of a result from one on. */
  static List<Elements> of(Result result, int first) {
    List<Elements> all = new ArrayList<>();
    for (int i = first; i < result.size(); i++) {
      all.add(of(result.get(i)));
    }
    return all;
  }

  /** The l2 norm over all together. */
  static double norm(List<Elements> values) {
    return distance(values, values, 0, values, 0);
  }

  /** The l2 norm of {@code some - others} over all together. */
  static double distance(List<Elements> some, List<Elements> others) {
    return distance(some, others, 1, others, 0);
  }

  /** The l2 norm of {@code some - a others - b more}; what has the factor zero is not read. */
  static double distance(
      List<Elements> some, List<Elements> others, double a, List<Elements> more, double b) {
    double[] rest = new double[BLOCK];
    double[] off = new double[BLOCK];
    double squares = 0;
    for (int v = 0; v < some.size(); v++) {
      long size = some.get(v).size();
      for (long from = 0; from < size; from += BLOCK) {
        int length = (int) Math.min(BLOCK, size - from);
        some.get(v).read(from, rest, length);
        subtract(rest, others.get(v), a, from, length, off);
        subtract(rest, more.get(v), b, from, length, off);
        for (int i = 0; i < length; i++) {
          squares += rest[i] * rest[i];
        }
      }
    }
    return Math.sqrt(squares);
  }

  private static void subtract(
      double[] rest, Elements others, double factor, long from, int length, double[] off) {
    if (factor != 0) {
      others.read(from, off, length);
      for (int i = 0; i < length; i++) {
        rest[i] -= factor * off[i];
      }
    }
  }
}
