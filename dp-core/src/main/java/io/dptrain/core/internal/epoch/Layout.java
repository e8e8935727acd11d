package io.dptrain.core.internal.epoch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the records of an epoch lie: batch after batch, and ascending within each. A record that is
 * in several batches lies in the first of them alone.
 *
 * <p>Takes 4 bytes for each record of the source, and for each batch. Immutable. Sensitive.
 */
final class Layout {
  private static final int NOWHERE = -1;

  /** The slot of each record of the source. */
  private final int[] slots;

  /** The first slot of each batch, and the end of the last. */
  private final int[] starts;

  private Layout(int[] slots, int[] starts) {
    this.slots = slots;
    this.starts = starts;
  }

  /**
   * Lays batches out.
   *
   * @param records how many the source has
   * @throws IllegalArgumentException if a batch is not ascending, or has records that are not there
   */
  static Layout of(int records, List<int[]> batches) {
    int[] slots = new int[records];
    Arrays.fill(slots, NOWHERE);
    int[] starts = new int[batches.size() + 1];
    int next = 0;
    for (int batch = 0; batch < batches.size(); batch++) {
      starts[batch] = next;
      requireAscending(records, batches.get(batch));
      for (int row : batches.get(batch)) {
        if (slots[row] == NOWHERE) {
          slots[row] = next++;
        }
      }
    }
    starts[batches.size()] = next;
    return new Layout(slots, starts);
  }

  /** No record is named: who is in a batch is sensitive. */
  private static void requireAscending(int records, int[] rows) {
    int last = -1;
    for (int row : rows) {
      if (!(row > last && row < records)) {
        throw new IllegalArgumentException(
            "batches must be ascending records of the " + records + " of the source");
      }
      last = row;
    }
  }

  /** How many slots there are. */
  int size() {
    return starts[starts.length - 1];
  }

  int batches() {
    return starts.length - 1;
  }

  /** The slots of a batch. */
  Span batch(int batch) {
    return new Span(starts[batch], starts[batch + 1]);
  }

  /** The slot of a record; empty if it is in no batch. */
  Optional<Integer> slotOf(int row) {
    return Optional.of(slots[row]).filter(slot -> slot != NOWHERE);
  }

  /** The batch that a slot is of. */
  int batchAt(int slot) {
    int low = 0;
    int high = batches();
    while (high - low > 1) { // low begins at the slot or before, high behind it
      int middle = (low + high) >>> 1;
      if (starts[middle] <= slot) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The slots of the batch of these records; empty if there is none, or it lies elsewhere too. */
  Optional<Span> batchOf(int[] rows) {
    if (rows.length == 0) {
      return Optional.empty();
    }
    Optional<Integer> first = slotOf(rows[0]);
    Optional<Integer> last = slotOf(rows[rows.length - 1]);
    return first
        .map(slot -> batch(batchAt(slot)))
        .filter(span -> span.size() == rows.length && span.from() == first.get())
        .filter(span -> last.isPresent() && span.to() - 1 == last.get());
  }
}
