package io.dptrain.core.internal.sums;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * Some units of a chunk that was fed, as a batch of their own.
 *
 * <p><b>Native memory</b>: owns copies of the rows and the mask, which are freed when it is closed.
 * The public inputs remain those of the chunk, which must stay open.
 *
 * @param chunk what the rows are taken from
 * @param rows the rows of the data inputs
 * @param mask which places count
 */
record ChunkPart(FedChunk chunk, FedInputs rows, TFloat32 mask) implements AutoCloseable {

  /**
   * Copies units out of a chunk.
   *
   * @param units which of those that count, in their order
   * @param size how many places the part has, at least one; those behind the units are filled up
   *     with the first unit and count for nothing
   */
  static ChunkPart of(
      FedChunk chunk,
      Collection<Output<?>> dataInputs,
      int rowsPerUnit,
      List<Integer> units,
      int size) {
    int[] places = new int[size];
    Arrays.setAll(places, place -> units.get(place < units.size() ? place : 0));
    int[] taken = FedChunk.rowsOf(places, rowsPerUnit);
    FedInputs rows = new FedInputs();
    try {
      for (Output<?> input : dataInputs) {
        Tensor all = chunk.feeds().tensors().get(input);
        rows.feed(input, TensorRows.taken(input.type(), all, taken));
      }
      return new ChunkPart(chunk, rows, RowMask.of(units.size(), size));
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  /** Feeds the part to a run. */
  Session.Runner feedTo(Session.Runner runner, RowMask rowMask) {
    chunk.feedPublicInputsTo(runner, rows.tensors().keySet());
    return rows.feedTo(runner).feed(rowMask.weights(), mask);
  }

  @Override
  public void close() {
    mask.close();
    rows.close();
  }
}
