package io.dptrain.core.internal.sums;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.family.TType;

/** Copies rows, the slices along axis 0, of tensors of numbers. */
final class TensorRows {
  private TensorRows() {}

  /**
   * The rows of a tensor, of at least one unit, and then copies of the first unit: what the model
   * can do with the data, it can do with the padding. The caller closes the copy.
   */
  static Tensor padded(Class<? extends TType> type, Tensor tensor, long rows, int rowsPerUnit) {
    long bytesPerUnit = tensor.numBytes() / tensor.shape().get(0) * rowsPerUnit;
    return Tensor.of(
        type,
        withRows(tensor.shape(), rows),
        target -> {
          bytes(tensor).copyTo(bytes(target), tensor.numBytes());
          for (long at = tensor.numBytes(); at < target.numBytes(); at += bytesPerUnit) {
            bytes(tensor)
                .slice(0, bytesPerUnit)
                .copyTo(bytes(target).slice(at, bytesPerUnit), bytesPerUnit);
          }
        });
  }

  /** Rows of a tensor in another order, or some of them. The caller closes the copy. */
  static Tensor taken(Class<? extends TType> type, Tensor tensor, int[] rows) {
    long bytesPerRow = tensor.numBytes() / tensor.shape().get(0);
    return Tensor.of(
        type,
        withRows(tensor.shape(), rows.length),
        target -> {
          for (int i = 0; i < rows.length; i++) {
            bytes(tensor)
                .slice(rows[i] * bytesPerRow, bytesPerRow)
                .copyTo(bytes(target).slice(i * bytesPerRow, bytesPerRow), bytesPerRow);
          }
        });
  }

  /** Zeros. The caller closes them. */
  static Tensor zeros(Class<? extends TType> type, Shape shape) {
    return Tensor.of(
        type, shape, target -> bytes(target).write(new byte[Math.toIntExact(target.numBytes())]));
  }

  private static Shape withRows(Shape shape, long rows) {
    return shape.tail().prepend(rows);
  }

  private static ByteDataBuffer bytes(Tensor tensor) {
    return tensor.asRawTensor().data();
  }
}
