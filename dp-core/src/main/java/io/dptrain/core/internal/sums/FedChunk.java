package io.dptrain.core.internal.sums;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * The tensors of one chunk of a batch, checked and filled up with padding.
 *
 * <p>A unit that the feeder left out keeps its place, so no shape tells of it. Its mask is zero,
 * and its rows are those of the first unit that counts: what the model can do with that one, it can
 * do with the copy.
 *
 * <p><b>Native memory</b>: owns the feeds and the mask, which are freed when it is closed.
 *
 * @param feeds what is fed to the placeholders of the model
 * @param mask which units count
 * @param units how many units were sampled; those that were left out are among them
 */
public record FedChunk(FedInputs feeds, TFloat32 mask, int units) implements AutoCloseable {

  /**
   * Asks a feeder for the rows of some units.
   *
   * @param check what the rows of a batch must be
   * @param size how many units to fill the chunk up to
   * @throws IllegalArgumentException if something else is fed than exactly these rows, or if a unit
   *     is left out that the batch does not have
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
      check.require(feeds, units.length, rowsPerUnit);
      feeds.fillAbsentRows(model, units.length);
      BitSet leftOut = feeds.leftOut();
      int first = leftOut.nextClearBit(0);
      if (!leftOut.isEmpty() && first < units.length) {
        int[] rows = rowsOf(places(units.length, leftOut, first), rowsPerUnit);
        model.dataInputs().forEach(input -> feeds.take(input, rows));
      }
      long rows = Math.multiplyExact((long) size, rowsPerUnit);
      model.dataInputs().forEach(input -> feeds.pad(input, rows, rowsPerUnit));
      return new FedChunk(feeds, RowMask.of(units.length, size, leftOut), units.length);
    } catch (RuntimeException | Error e) {
      feeds.close();
      throw e;
    }
  }

  /** Each unit in its own place, and in that of one that is left out another. */
  private static int[] places(int units, BitSet leftOut, int other) {
    int[] places = new int[units];
    Arrays.setAll(places, unit -> leftOut.get(unit) ? other : unit);
    return places;
  }

  /** The rows of some units, one unit after the other. */
  static int[] rowsOf(int[] units, int rowsPerUnit) {
    int[] rows = new int[Math.multiplyExact(units.length, rowsPerUnit)];
    Arrays.setAll(rows, row -> units[row / rowsPerUnit] * rowsPerUnit + row % rowsPerUnit);
    return rows;
  }

  /** Whether a unit contributes to the sum. */
  boolean counts(int unit) {
    return mask.getFloat(unit) != 0;
  }

  /** The units that contribute to the sum. */
  List<Integer> counting() {
    return IntStream.range(0, units).filter(this::counts).boxed().toList();
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
