package io.dptrain.core.internal.epoch;

import io.dptrain.core.internal.Checks;
import java.io.IOException;

/**
 * Collects the records of each batch, so that several are written at once: the pass meets batches
 * in turn, and a disk is quick where writes are large. A batch has its share of the memory; where
 * that is less than two slots, as of very many batches, each slot is written alone.
 *
 * <p>Not thread safe.
 */
final class BatchBuffers {
  private final Layout layout;
  private final Slots slots;
  private final ScratchFile file;
  private final int share;

  /** Those of each batch that are not written. */
  private final byte[][] buffers;

  /** How many slots of each batch are written, and how many are in its buffer. */
  private final int[] written;

  private final int[] waiting;

  /**
   * Buffers without records.
   *
   * @param budgetBytes for all of them; one slot more is needed
   */
  BatchBuffers(Layout layout, Slots slots, ScratchFile file, long budgetBytes) {
    this.layout = layout;
    this.slots = slots;
    this.file = file;
    this.share = (int) Math.min(budgetBytes / layout.batches() / slots.bytes(), largest(slots));
    this.buffers = new byte[layout.batches()][];
    this.written = new int[layout.batches()];
    this.waiting = new int[layout.batches()];
  }

  private static int largest(Slots slots) {
    return Integer.MAX_VALUE / 2 / slots.bytes();
  }

  /**
   * Takes the record of a slot. Those of a batch come ascending and without gaps.
   *
   * @throws IOException if what is due cannot be written
   */
  void put(int slot, byte[] record) throws IOException {
    int batch = layout.batchAt(slot);
    Checks.state(
        slot == layout.batch(batch).from() + written[batch] + waiting[batch],
        "records of a batch are laid out ascending and without gaps");
    if (buffers[batch] == null) {
      buffers[batch] = new byte[capacity(batch) * slots.bytes()];
    }
    slots.put(record, buffers[batch], waiting[batch] * slots.bytes());
    waiting[batch]++;
    if (waiting[batch] == capacity(batch)) {
      write(batch);
    }
  }

  private int capacity(int batch) {
    return Math.max(1, Math.min(share, layout.batch(batch).size()));
  }

  /** Writes all that is left. */
  void flush() throws IOException {
    for (int batch = 0; batch < buffers.length; batch++) {
      if (waiting[batch] > 0) {
        write(batch);
      }
    }
  }

  private void write(int batch) throws IOException {
    Span span = layout.batch(batch);
    int from = span.from() + written[batch];
    file.write(buffers[batch], waiting[batch] * slots.bytes(), slots.position(from));
    written[batch] += waiting[batch];
    waiting[batch] = 0;
    if (share < 2 || span.from() + written[batch] == span.to()) {
      buffers[batch] = null;
    }
  }
}
