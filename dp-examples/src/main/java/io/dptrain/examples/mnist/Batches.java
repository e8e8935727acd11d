package io.dptrain.examples.mnist;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.mnist.data.DigitSet;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Turns rows of a set of digits into tensors. Whoever asks for a tensor closes it. */
record Batches(DigitSet digits) {
  private static final int PIXELS = 28 * 28;

  /** The feeds of one batch; they own their tensors. */
  BatchFeeds feeds(MnistModel model, int[] rows) {
    return new BatchFeeds().feed(model.images(), images(rows)).feed(model.labels(), labels(rows));
  }

  /** <b>Shape</b> {@code [rows, 28, 28, 1]}, in [0, 1]. */
  TFloat32 images(int[] rows) {
    float[] pixels = new float[rows.length * PIXELS];
    digits.copyPixels(rows, pixels);
    return TFloat32.tensorOf(Shape.of(rows.length, 28, 28, 1), DataBuffers.of(pixels));
  }

  /** <b>Shape</b> {@code [rows]}, in 0..9. */
  TInt32 labels(int[] rows) {
    int[] labels = new int[rows.length];
    digits.copyLabels(rows, labels);
    return TInt32.tensorOf(Shape.of(rows.length), DataBuffers.of(labels));
  }
}
