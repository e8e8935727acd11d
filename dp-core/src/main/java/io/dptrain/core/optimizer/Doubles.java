package io.dptrain.core.optimizer;

import io.dptrain.core.Checks;
import java.util.Arrays;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Floating-point tensors as arrays in double precision, one for each tensor. */
final class Doubles {
  private Doubles() {}

  /** Runs, and copies all that was fetched. */
  static double[][] fetch(Session.Runner runner) {
    try (Result result = runner.run()) {
      double[][] values = new double[result.size()][];
      for (int i = 0; i < values.length; i++) {
        values[i] = of(result.get(i));
      }
      return values;
    }
  }

  /** The elements of a tensor, in row-major order. */
  static double[] of(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    boolean isSingle = tensor instanceof TFloat32;
    Checks.state(isSingle || tensor instanceof TFloat64, "gradients are floating point");
    var data = tensor.asRawTensor().data();
    if (!isSingle) {
      data.asDoubles().read(values);
      return values;
    }
    float[] singles = new float[values.length];
    data.asFloats().read(singles);
    for (int i = 0; i < values.length; i++) {
      values[i] = singles[i];
    }
    return values;
  }

  /** A copy in double precision. The caller closes it. */
  static TFloat64 wide(Tensor tensor) {
    return TFloat64.tensorOf(tensor.shape(), DataBuffers.of(of(tensor)));
  }

  /** A copy that is rounded to single precision. The caller closes it. */
  static TFloat32 rounded(Tensor tensor) {
    double[] values = of(tensor);
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return TFloat32.tensorOf(tensor.shape(), DataBuffers.of(singles));
  }

  /** A vector of a floating type. The caller closes it. */
  static Tensor vector(Class<? extends TType> type, double[] values) {
    if (type.equals(TFloat64.class)) {
      return TFloat64.vectorOf(values);
    }
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return TFloat32.vectorOf(singles);
  }

  /** Adds {@code factor * addend} to a sum, array by array. */
  static void add(double[][] sum, double[][] addend, double factor) {
    for (int a = 0; a < sum.length; a++) {
      for (int i = 0; i < sum[a].length; i++) {
        sum[a][i] += factor * addend[a][i];
      }
    }
  }

  /** The l2 norm over all arrays together. */
  static double norm(double[][] values) {
    return Math.sqrt(Arrays.stream(values).flatMapToDouble(Arrays::stream).map(x -> x * x).sum());
  }
}
