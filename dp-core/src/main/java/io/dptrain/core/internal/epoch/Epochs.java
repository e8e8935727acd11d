package io.dptrain.core.internal.epoch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The epochs that were announced, and whose turn it is: the two batches that were announced last
 * are read from the scratch files of their epochs, the older one by the step at hand, the other by
 * the next step. Nothing else is read from there, as it would be read at a random place.
 *
 * <p>An epoch ends when none of its batches has its turn, so there are two files at most, while the
 * last step of an epoch runs. Work is done by one daemon thread, which ends with {@link #close}.
 * Thread safe.
 */
public final class Epochs implements AutoCloseable {
  private static final int TURNS = 2;
  private static final long LAST_RECORD_SECONDS = 60;

  private final Records records;
  private final Slots slots;
  private final Channels channels;
  private final Consumer<Throwable> warning;
  private final AtomicBoolean isWarned = new AtomicBoolean();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private Optional<Epoch> announced = Optional.empty();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Epochs::daemon,
          new ThreadPoolExecutor.DiscardPolicy()); // after the end

  /** Gives records as bytes. */
  public interface Records {
    /** How many there are. */
    int size();

    /**
     * A record, whether it fails or not, in as many bytes as each. Called by one thread.
     *
     * @return bytes that the next call may change
     */
    byte[] read(int row);
  }

  /** Opens empty files that vanish with their channels. */
  @FunctionalInterface
  public interface Channels {
    /**
     * An empty file.
     *
     * @param bytes how long it will be
     * @throws IOException if there is no place for it
     */
    FileChannel open(long bytes) throws IOException;
  }

  private record Turn(Epoch epoch, Span batch) {
    Optional<ByteBuffer> read(int slot) {
      return epoch.read(slot, batch);
    }
  }

  /**
   * No epochs yet.
   *
   * @param recordBytes of each record
   * @param warning hears once that something is wrong; records are then read without it
   */
  public Epochs(Records records, int recordBytes, Channels channels, Consumer<Throwable> warning) {
    this.records = records;
    this.slots = new Slots(recordBytes);
    this.channels = channels;
    this.warning = warning;
  }

  /**
   * Files in a folder, for the owner of the process alone, without a name where the system allows
   * that.
   */
  public static Channels in(Path folder) {
    return bytes -> {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (bytes > free) { // others need the last byte of a disk more
        throw new IOException(bytes + " bytes are needed, but " + free + " are free");
      }
      return ScratchFile.create(folder);
    };
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "dptrain epoch");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to lay an epoch out. Its first batch has the next turn. */
  public synchronized void announceEpoch(List<int[]> batches) {
    if (batches.isEmpty() || thread.isShutdown()) {
      return;
    }
    try {
      Layout layout = Layout.of(records.size(), batches);
      Epoch epoch = new Epoch(layout, slots, this::warn);
      announced = Optional.of(epoch);
      thread.execute(() -> epoch.layOut(records, channels));
      take(new Turn(epoch, layout.batch(0)), () -> {});
    } catch (RuntimeException e) { // no step may fail of what is announced
      warn(e);
    }
  }

  /**
   * Gives a batch the next turn.
   *
   * @param otherwise what is done if it cannot be read from here, now or by another thread later
   */
  public synchronized void announce(int[] rows, Runnable otherwise) {
    Optional<Turn> turn =
        announced.flatMap(
            epoch -> epoch.layout().batchOf(rows).map(batch -> new Turn(epoch, batch)));
    if (turn.isEmpty()) {
      otherwise.run();
    } else if (!turns.contains(turn.get())) {
      take(turn.get(), otherwise);
    }
  }

  private void take(Turn turn, Runnable otherwise) {
    turns.addLast(turn);
    if (turns.size() > TURNS) {
      Epoch left = turns.removeFirst().epoch();
      if (turns.stream().noneMatch(other -> other.epoch() == left)) {
        left.close();
      }
    }
    thread.execute(
        () -> {
          if (turns().contains(turn) && !turn.epoch().touch(turn.batch())) {
            otherwise.run();
          }
        });
  }

  /**
   * A record whose turn it is. Waits until its epoch is laid out.
   *
   * @return its bytes, which the caller may keep; empty if it must be read from elsewhere
   */
  public Optional<ByteBuffer> read(int row) {
    for (Turn turn : turns()) {
      Optional<Integer> slot = turn.epoch().layout().slotOf(row).filter(turn.batch()::contains);
      if (slot.isPresent()) {
        return turn.read(slot.get());
      }
    }
    return Optional.empty();
  }

  private synchronized List<Turn> turns() {
    return List.copyOf(turns);
  }

  private void warn(Throwable fault) {
    if (isWarned.compareAndSet(false, true)) {
      warning.accept(fault);
    }
  }

  /** Ends all epochs, and waits for the record that is being read. */
  @Override
  public void close() {
    end();
    try {
      thread.awaitTermination(LAST_RECORD_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end() {
    turns.forEach(turn -> turn.epoch().close());
    turns.clear();
    announced = Optional.empty();
    thread.shutdown();
  }
}
