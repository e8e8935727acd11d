package io.dptrain.core.internal.sums;

import java.util.Collection;
import java.util.function.Function;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * The tensors of one chunk of a batch, checked and filled up with padding.
 *
 * <p><b>Native memory</b>: owns the feeds and the mask, which are freed when it is closed.
 *
 * @param feeds what is fed to the placeholders of the model
 * @param mask which units count
 * @param units how many units count
 */
public record FedChunk(FedInputs feeds, TFloat32 mask, int units) implements AutoCloseable {

  /**
   * Asks a feeder for the rows of some units.
   *
   * @param check what the rows of a batch must be
   * @param size how many units to fill the chunk up to
   * @throws IllegalArgumentException if something else is fed than exactly these rows
   */
  public static FedChunk of(
      PrivateModel<?> model,
      FeedCheck check,
      int rowsPerUnit,
      Function<int[], FedInputs> feeder,
      int[] units,
      int size) {
    FedInputs feeds = feeder.apply(units);
    try {
      check.require(feeds, Math.multiplyExact(units.length, rowsPerUnit));
      long rows = Math.multiplyExact((long) size, rowsPerUnit);
      model.dataInputs().forEach(input -> feeds.pad(input, rows));
      return new FedChunk(feeds, RowMask.of(units.length, size), units.length);
    } catch (RuntimeException | Error e) {
      feeds.close();
      throw e;
    }
  }

  /** How many units it was filled up to. */
  int size() {
    return Math.toIntExact(mask.shape().get(0));
  }

  /** Feeds the chunk to a run. */
  Session.Runner feedTo(Session.Runner runner, RowMask rowMask) {
    return feeds.feedTo(runner).feed(rowMask.weights(), mask);
  }

  /** Feeds what is not data to a run: public inputs of the model and of the wrapped optimizer. */
  public Session.Runner feedPublicInputsTo(
      Session.Runner runner, Collection<Output<?>> dataInputs) {
    feeds
        .tensors()
        .forEach(
            (input, tensor) -> {
              if (!dataInputs.contains(input)) {
                runner.feed(input, tensor);
              }
            });
    return runner;
  }

  @Override
  public void close() {
    mask.close();
    feeds.close();
  }
}
