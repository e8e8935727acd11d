package io.dptrain.core.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Tensors in and out of arrays. */
final class Tensors {
  private Tensors() {}

  static double[] toDoubles(TFloat32 tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    var data = tensor.asRawTensor().data().asFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = data.getFloat(i);
    }
    return values;
  }

  /** A batch of standard normal examples. */
  static TFloat32 normal(Random random, int rows, Shape example) {
    float[] values = new float[Math.toIntExact(rows * example.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TFloat32.tensorOf(example.prepend(rows), DataBuffers.of(values));
  }

  /** Each row of a batch as a batch of one. */
  static List<TFloat32> rows(TFloat32 batch) {
    List<TFloat32> rows = new ArrayList<>();
    long[] shape = batch.shape().asArray();
    int count = (int) shape[0];
    shape[0] = 1;
    int size = Math.toIntExact(Shape.of(shape).size());
    float[] values = new float[size];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < size; i++) {
        values[i] = batch.asRawTensor().data().asFloats().getFloat((long) row * size + i);
      }
      rows.add(TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values)));
    }
    return rows;
  }
}
