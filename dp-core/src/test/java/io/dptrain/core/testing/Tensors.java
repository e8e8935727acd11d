package io.dptrain.core.testing;

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
public final class Tensors {
  private Tensors() {}

  /** The entries of a tensor of any of these types. */
  public static double[] toDoubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    var data = tensor.asRawTensor().data();
    switch (tensor.dataType()) {
      case DT_FLOAT -> Arrays.setAll(values, data.asFloats()::getFloat);
      case DT_DOUBLE -> data.asDoubles().read(values);
      case DT_INT32 -> Arrays.setAll(values, data.asInts()::getInt);
      case DT_INT64 -> Arrays.setAll(values, data.asLongs()::getLong);
      default -> throw new IllegalArgumentException("a tensor of " + tensor.dataType());
    }
    return values;
  }

  /** A tensor of any of the types that models use. */
  public static Tensor of(Class<? extends TType> type, Shape shape, double... values) {
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
