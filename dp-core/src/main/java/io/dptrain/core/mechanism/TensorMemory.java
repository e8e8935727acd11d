package io.dptrain.core.mechanism;

import io.dptrain.core.noise.NoiseSink;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/**
 * The memory of several tensors as one row of positions, one tensor after the other.
 *
 * <p>Thread safe for pieces that do not overlap. It does not own the tensors: the caller keeps them
 * open while it is used.
 */
final class TensorMemory implements NoiseSink {
  private final FloatDataBuffer[] buffers;

  /** Where each tensor begins; at the end, the number of all positions. */
  private final long[] starts;

  private TensorMemory(FloatDataBuffer[] buffers, long[] starts) {
    this.buffers = buffers;
    this.starts = starts;
  }

  static TensorMemory of(List<TFloat32> tensors) {
    FloatDataBuffer[] buffers = new FloatDataBuffer[tensors.size()];
    long[] starts = new long[buffers.length + 1];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = tensors.get(i).asRawTensor().data().asFloats();
      starts[i + 1] = starts[i] + buffers[i].size();
    }
    return new TensorMemory(buffers, starts);
  }

  /** The number of positions. */
  long size() {
    return starts[buffers.length];
  }

  @Override
  public void put(long offset, float[] values, int length) {
    int done = 0;
    for (int i = tensorAt(offset); done < length; i++) {
      long within = offset + done - starts[i];
      int count = (int) Math.min(length - done, buffers[i].size() - within);
      buffers[i].slice(within, count).write(values, done, count);
      done += count;
    }
  }

  /** The last tensor that begins at or before a position, which is the one that holds it. */
  private int tensorAt(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }
}
