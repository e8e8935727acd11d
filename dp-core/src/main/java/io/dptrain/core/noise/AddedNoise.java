package io.dptrain.core.noise;

import io.dptrain.core.random.NoiseSink;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DoubleDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat64;

/**
 * Adds noise to sums while it is delivered: the memory of several tensors as one row of positions,
 * one tensor after the other.
 *
 * <p>Thread safe for pieces that do not overlap. It does not own the tensors: the caller keeps them
 * open while it is used.
 */
final class AddedNoise implements NoiseSink {
  private final Adder[] adders;

  /** Where each tensor begins; at the end, the number of all positions. */
  private final long[] starts;

  private AddedNoise(Adder[] adders, long[] starts) {
    this.adders = adders;
    this.starts = starts;
  }

  /**
   * Noise is added to each sum and the result written to the target beside it.
   *
   * @param sums of the types of the targets, or in double precision
   * @param targets tensors of the shapes of the sums
   */
  static AddedNoise of(List<? extends Tensor> sums, List<? extends Tensor> targets) {
    Adder[] adders = new Adder[targets.size()];
    long[] starts = new long[adders.length + 1];
    for (int i = 0; i < adders.length; i++) {
      adders[i] = adder(sums.get(i), targets.get(i));
      starts[i + 1] = starts[i] + targets.get(i).shape().size();
    }
    return new AddedNoise(adders, starts);
  }

  @Override
  public void put(long offset, float[] values, int length) {
    int done = 0;
    for (int i = tensorAt(offset); done < length; i++) {
      long within = offset + done - starts[i];
      int count = (int) Math.min(length - done, starts[i + 1] - starts[i] - within);
      if (count > 0) {
        adders[i].add(within, values, done, count);
      }
      done += count;
    }
  }

  /** The last tensor that begins at or before a position, which is the one that holds it. */
  private int tensorAt(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** One sum and the place for its noised copy. */
  private interface Adder {
    void add(long offset, float[] noise, int from, int count);
  }

  private static Adder adder(Tensor sum, Tensor target) {
    if (target instanceof TFloat64) {
      return doubles(sum, target);
    }
    return sum instanceof TFloat64 ? rounded(sum, target) : floats(sum, target);
  }

  private static Adder floats(Tensor sum, Tensor target) {
    FloatDataBuffer source = sum.asRawTensor().data().asFloats();
    FloatDataBuffer sink = target.asRawTensor().data().asFloats();
    return (offset, noise, from, count) -> {
      float[] noised = new float[count];
      source.slice(offset, count).read(noised);
      for (int i = 0; i < count; i++) {
        noised[i] += noise[from + i];
      }
      sink.slice(offset, count).write(noised);
    };
  }

  /** A sum that was added up in double precision, of a model in single precision. */
  private static Adder rounded(Tensor sum, Tensor target) {
    DoubleDataBuffer source = sum.asRawTensor().data().asDoubles();
    FloatDataBuffer sink = target.asRawTensor().data().asFloats();
    return (offset, noise, from, count) -> {
      double[] exact = new double[count];
      source.slice(offset, count).read(exact);
      float[] noised = new float[count];
      for (int i = 0; i < count; i++) {
        noised[i] = (float) exact[i] + noise[from + i];
      }
      sink.slice(offset, count).write(noised);
    };
  }

  /** Rounded to single precision first: see {@link HostNoise}. */
  private static Adder doubles(Tensor sum, Tensor target) {
    DoubleDataBuffer source = sum.asRawTensor().data().asDoubles();
    DoubleDataBuffer sink = target.asRawTensor().data().asDoubles();
    return (offset, noise, from, count) -> {
      double[] noised = new double[count];
      source.slice(offset, count).read(noised);
      for (int i = 0; i < count; i++) {
        noised[i] = (float) noised[i] + noise[from + i];
      }
      sink.slice(offset, count).write(noised);
    };
  }
}
