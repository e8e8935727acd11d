package io.dptrain.core.internal.sums;

import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Copies norms out of native memory. */
final class RawNorms {
  private RawNorms() {}

  /** The first {@code rows} norms. */
  static float[] toFloats(Tensor norms, int rows) {
    float[] values = new float[rows];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          norms instanceof TFloat32 singles
              ? singles.getFloat(i)
              : (float) ((TFloat64) norms).getDouble(i);
    }
    return values;
  }
}
