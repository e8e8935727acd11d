package io.dptrain.examples.bench.model;

import java.util.Random;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A placeholder with one row per example, and what may be fed to it. */
public sealed interface DataInput {

  /** <b>Shape</b> {@code [batch, ...]}. */
  Placeholder<?> placeholder();

  /** Makes up one row for each of some examples. */
  Column column(int examples, Random random);

  /** The shape of one row. */
  default Shape exampleShape() {
    return placeholder().shape().tail();
  }

  /** The numbers in one row. */
  default int width() {
    return Math.toIntExact(exampleShape().size());
  }

  /**
   * The rows of all examples for one placeholder.
   *
   * @param placeholder takes the rows
   * @param rows copies some of the rows
   */
  record Column(Placeholder<?> placeholder, Rows rows) {}

  /** Copies rows. */
  @FunctionalInterface
  interface Rows {
    /** The rows of some examples, in that order. The caller closes the tensor. */
    Tensor of(int[] examples);
  }

  /** Numbers in [0, 1), as pixels are. */
  record Values(Placeholder<TFloat32> placeholder) implements DataInput {
    @Override
    public Column column(int examples, Random random) {
      float[] all = new float[Math.multiplyExact(examples, width())];
      for (int i = 0; i < all.length; i++) {
        all[i] = random.nextFloat();
      }
      return new Column(placeholder, rows -> tensor(all, rows));
    }

    private Tensor tensor(float[] all, int[] rows) {
      int width = width();
      float[] chosen = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(all, rows[i] * width, chosen, i * width, width);
      }
      Shape shape = exampleShape().prepend(rows.length);
      return TFloat32.tensorOf(shape, DataBuffers.of(chosen, true, false));
    }
  }

  /** Whole numbers from 0 to {@code limit - 1}: labels, or ids of words. */
  record Ids(Placeholder<TInt32> placeholder, int limit) implements DataInput {
    @Override
    public Column column(int examples, Random random) {
      int[] all = random.ints((long) examples * width(), 0, limit).toArray();
      return new Column(placeholder, rows -> tensor(all, rows));
    }

    private Tensor tensor(int[] all, int[] rows) {
      int width = width();
      int[] chosen = new int[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(all, rows[i] * width, chosen, i * width, width);
      }
      Shape shape = exampleShape().prepend(rows.length);
      return TInt32.tensorOf(shape, DataBuffers.of(chosen, true, false));
    }
  }
}
