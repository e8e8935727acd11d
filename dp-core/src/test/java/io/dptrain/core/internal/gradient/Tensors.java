package io.dptrain.core.internal.gradient;

import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Tensors in and out of arrays. */
final class Tensors {
  private Tensors() {}

  /** The entries of a floating tensor. */
  static double[] toDoubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    if (tensor instanceof TFloat64 doubles) {
      doubles.asRawTensor().data().asDoubles().read(values);
    } else {
      var data = tensor.asRawTensor().data().asFloats();
      Arrays.setAll(values, data::getFloat);
    }
    return values;
  }

  /** A tensor of any of the types that models use. */
  static Tensor of(Class<? extends TType> type, Shape shape, double... values) {
    if (type.equals(TFloat64.class)) {
      return TFloat64.tensorOf(shape, DataBuffers.of(values));
    }
    if (type.equals(TInt32.class)) {
      int[] ids = Arrays.stream(values).mapToInt(value -> (int) value).toArray();
      return TInt32.tensorOf(shape, DataBuffers.of(ids));
    }
    if (type.equals(TInt64.class)) {
      long[] ids = Arrays.stream(values).mapToLong(value -> (long) value).toArray();
      return TInt64.tensorOf(shape, DataBuffers.of(ids));
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(floats));
  }
}
