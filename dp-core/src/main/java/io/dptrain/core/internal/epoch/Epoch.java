package io.dptrain.core.internal.epoch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * One epoch: the pass that lays its records out, and what is read of them. Records are read in the
 * order of their slots, and several at once.
 *
 * <p>Thread safe. It holds a file, which {@link #close} ends, also while the pass runs.
 */
final class Epoch implements AutoCloseable {
  /** How much is read at once: a disk gives more of it than memory needs. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final long BUFFER_BYTES = 64 << 20;

  private final Layout layout;
  private final Slots slots;
  private final Consumer<Throwable> warning;

  /** The file of all records; of nothing if there is none, or none any more. */
  private final CompletableFuture<Optional<ScratchFile>> file = new CompletableFuture<>();

  private volatile boolean isOver;
  private byte[] window = {};
  private Span inWindow = new Span(0, 0);

  /**
   * An epoch of which nothing is laid out.
   *
   * @param warning hears what is wrong with the file, or with the pass
   */
  Epoch(Layout layout, Slots slots, Consumer<Throwable> warning) {
    this.layout = layout;
    this.slots = slots;
    this.warning = warning;
  }

  Layout layout() {
    return layout;
  }

  /** Goes through the records once, and writes each of those of the epoch to its place. */
  void layOut(Epochs.Records records, Epochs.Channels channels) {
    try {
      ScratchFile made = new ScratchFile(channels.open(slots.position(layout.size())));
      if (!isLaidOut(records, made) || !file.complete(Optional.of(made))) {
        made.close();
      }
    } catch (IOException | RuntimeException | Error e) { // records are read without it
      warning.accept(e);
    } finally {
      file.complete(Optional.empty());
    }
  }

  private boolean isLaidOut(Epochs.Records records, ScratchFile made) throws IOException {
    try {
      BatchBuffers buffers = new BatchBuffers(layout, slots, made, BUFFER_BYTES);
      for (int row = 0; row < records.size() && !isOver; row++) {
        Optional<Integer> slot = layout.slotOf(row);
        if (slot.isPresent()) {
          buffers.put(slot.get(), records.read(row));
        }
      }
      buffers.flush();
      return !isOver;
    } catch (IOException | RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  /**
   * Lets the system read slots ahead, if the pass is over.
   *
   * @return false if they cannot be had from here
   */
  boolean touch(Span span) {
    Optional<ScratchFile> made = file.getNow(Optional.empty());
    try {
      if (made.isPresent()) {
        made.get().touch(slots.position(span.from()), slots.position(span.to()));
      }
    } catch (IOException e) { // the read itself meets it
      return false;
    }
    return made.isPresent();
  }

  /**
   * The record of a slot. Waits for the pass.
   *
   * @param span the slots that will be asked for next
   * @return empty if it cannot be had from here
   */
  Optional<ByteBuffer> read(int slot, Span span) {
    Optional<ScratchFile> made = awaited();
    if (made.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<ByteBuffer> record = read(made.get(), slot, span);
      if (record.isEmpty()) {
        warning.accept(new IOException("the scratch file is damaged"));
      }
      return record;
    } catch (IOException | RuntimeException e) {
      if (!isOver) {
        warning.accept(e);
      }
      return Optional.empty();
    }
  }

  private Optional<ScratchFile> awaited() {
    try {
      return file.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) { // it is completed with a value alone
      throw new IllegalStateException(e);
    }
  }

  private synchronized Optional<ByteBuffer> read(ScratchFile made, int slot, Span span)
      throws IOException {
    if (!inWindow.contains(slot)) {
      fill(made, slot, span);
    }
    return slots.record(window, (slot - inWindow.from()) * slots.bytes());
  }

  private void fill(ScratchFile made, int slot, Span span) throws IOException {
    int count = Math.min(Math.max(1, WINDOW_BYTES / slots.bytes()), span.to() - slot);
    inWindow = new Span(0, 0); // nothing, if it cannot be read
    if (window.length < count * slots.bytes()) {
      window = new byte[count * slots.bytes()];
    }
    made.read(window, count * slots.bytes(), slots.position(slot));
    inWindow = new Span(slot, slot + count);
  }

  /** Ends the pass, if it runs, and the file. Whoever waits gets nothing. */
  @Override
  public void close() {
    isOver = true;
    file.complete(Optional.empty());
    try {
      Optional<ScratchFile> made = file.getNow(Optional.empty());
      if (made.isPresent()) {
        made.get().close();
      }
    } catch (IOException e) { // nothing is read of it any more
      warning.accept(e);
    }
  }
}
