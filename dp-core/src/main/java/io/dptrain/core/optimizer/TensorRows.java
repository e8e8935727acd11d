package io.dptrain.core.optimizer;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.family.TType;

/** Copies rows, the slices along axis 0, of tensors of numbers. */
final class TensorRows {
  private TensorRows() {}

  /** Some rows of a tensor. The caller closes the copy. */
  static Tensor copy(Class<? extends TType> type, Tensor tensor, long from, long rows) {
    long bytesPerRow = tensor.numBytes() / tensor.shape().get(0);
    return Tensor.of(
        type,
        withRows(tensor.shape(), rows),
        target ->
            bytes(tensor)
                .slice(from * bytesPerRow, rows * bytesPerRow)
                .copyTo(bytes(target), rows * bytesPerRow));
  }

  /** The rows of a tensor and then rows of zeros. The caller closes the copy. */
  static Tensor padded(Class<? extends TType> type, Tensor tensor, long rows) {
    return Tensor.of(
        type,
        withRows(tensor.shape(), rows),
        target -> {
          long filled = tensor.numBytes();
          if (filled > 0) {
            bytes(tensor).copyTo(bytes(target), filled);
          }
          byte[] zeros = new byte[Math.toIntExact(target.numBytes() - filled)];
          bytes(target).slice(filled, zeros.length).write(zeros);
        });
  }

  private static Shape withRows(Shape shape, long rows) {
    return shape.tail().prepend(rows);
  }

  private static ByteDataBuffer bytes(Tensor tensor) {
    return tensor.asRawTensor().data();
  }
}
