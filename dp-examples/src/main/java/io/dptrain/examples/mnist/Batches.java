package io.dptrain.examples.mnist;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.mnist.data.DigitSet;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Turns rows of a set of digits into tensors. Whoever asks for a tensor closes it. */
public record Batches(DigitSet digits) {

  /** The feeds of one batch; they own their tensors. */
  public BatchFeeds feeds(MnistModel model, int[] rows) {
    BatchFeeds feeds = new BatchFeeds();
    feeds.feed(model.images(), images(rows));
    return feeds.feed(model.labels(), labels(rows));
  }

  /** <b>Shape</b> {@code [rows, 28, 28, 1]}, in [0, 1]. */
  TFloat32 images(int[] rows) {
    float[] pixels = new float[rows.length * DigitSet.PIXELS];
    digits.copyPixels(rows, pixels);
    Shape shape = Shape.of(rows.length, DigitSet.SIDE, DigitSet.SIDE, 1);
    return TFloat32.tensorOf(shape, DataBuffers.of(pixels));
  }

  /** <b>Shape</b> {@code [rows]}, in 0..9. */
  TInt32 labels(int[] rows) {
    int[] labels = new int[rows.length];
    digits.copyLabels(rows, labels);
    return TInt32.tensorOf(Shape.of(rows.length), DataBuffers.of(labels));
  }
}
