package io.dptrain.examples.rnn.train;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.rnn.data.AddingSet;
import io.dptrain.examples.rnn.model.AddingModel;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * What all runs train on and are tested on. Thread safe.
 *
 * @param train examples to train on
 * @param test other examples
 */
public record AddingData(AddingSet train, AddingSet test) {
  private static final long TRAIN_SEED = 1;
  private static final long TEST_SEED = 2;

  /** Draws both sets. */
  public static AddingData draw(int trainSize, int testSize, int length) {
    return new AddingData(
        AddingSet.draw(trainSize, length, TRAIN_SEED), AddingSet.draw(testSize, length, TEST_SEED));
  }

  BatchFeeds trainFeeds(AddingModel model, int[] rows) {
    return feeds(model, train, rows);
  }

  BatchFeeds testFeeds(AddingModel model) {
    return feeds(model, test, IntStream.range(0, test.size()).toArray());
  }

  private static BatchFeeds feeds(AddingModel model, AddingSet set, int[] rows) {
    Shape inputs = Shape.of(rows.length, set.length(), AddingSet.CHANNELS);
    Shape targets = Shape.of(rows.length);
    return new BatchFeeds()
        .feed(model.inputs(), TFloat32.tensorOf(inputs, DataBuffers.of(set.inputs(rows))))
        .feed(model.targets(), TFloat32.tensorOf(targets, DataBuffers.of(set.targets(rows))));
  }
}
