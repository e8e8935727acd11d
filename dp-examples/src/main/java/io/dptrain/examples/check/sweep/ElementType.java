package io.dptrain.examples.check.sweep;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** The element types that cases are made of. Values stand in for them as doubles. */
public enum ElementType {
  FLOAT(TFloat32.class, DataType.DT_FLOAT),
  DOUBLE(TFloat64.class, DataType.DT_DOUBLE),
  INT(TInt32.class, DataType.DT_INT32),
  LONG(TInt64.class, DataType.DT_INT64),
  BOOL(TBool.class, DataType.DT_BOOL);

  private final Class<? extends TType> type;
  private final DataType dataType;

  ElementType(Class<? extends TType> type, DataType dataType) {
    this.type = type;
    this.dataType = dataType;
  }

  Class<? extends TType> type() {
    return type;
  }

  DataType dataType() {
    return dataType;
  }

  boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /** A value as this type holds it. */
  double round(double value) {
    return this == FLOAT ? (float) value : this == DOUBLE ? value : Math.floor(value);
  }

  /** The caller closes the tensor. */
  Tensor tensor(Values values) {
    Shape shape = values.shape();
    double[] data = values.data();
    return switch (this) {
      case FLOAT -> TFloat32.tensorOf(shape, DataBuffers.of(floats(data), true, false));
      case DOUBLE -> TFloat64.tensorOf(shape, DataBuffers.of(data, true, false));
      case INT -> TInt32.tensorOf(shape, DataBuffers.of(ints(data), true, false));
      case LONG -> TInt64.tensorOf(shape, DataBuffers.of(longs(data), true, false));
      case BOOL -> TBool.tensorOf(shape, DataBuffers.of(booleans(data), true, false));
    };
  }

  /** What a tensor of one of these types holds. */
  static Values read(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    double[] data = new double[size];
    var raw = tensor.asRawTensor().data();
    for (int i = 0; i < size; i++) {
      data[i] =
          switch (tensor.dataType()) {
            case DT_FLOAT -> raw.asFloats().getFloat(i);
            case DT_DOUBLE -> raw.asDoubles().getDouble(i);
            case DT_INT32 -> raw.asInts().getInt(i);
            case DT_INT64 -> raw.asLongs().getLong(i);
            case DT_BOOL -> raw.asBooleans().getBoolean(i) ? 1 : 0;
            default -> throw new IllegalStateException("no case has " + tensor.dataType());
          };
    }
    return new Values(tensor.shape(), data);
  }

  private static float[] floats(double[] data) {
    float[] copy = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      copy[i] = (float) data[i];
    }
    return copy;
  }

  private static int[] ints(double[] data) {
    int[] copy = new int[data.length];
    for (int i = 0; i < data.length; i++) {
      copy[i] = (int) data[i];
    }
    return copy;
  }

  private static long[] longs(double[] data) {
    long[] copy = new long[data.length];
    for (int i = 0; i < data.length; i++) {
      copy[i] = (long) data[i];
    }
    return copy;
  }

  private static boolean[] booleans(double[] data) {
    boolean[] copy = new boolean[data.length];
    for (int i = 0; i < data.length; i++) {
      copy[i] = data[i] != 0;
    }
    return copy;
  }
}
