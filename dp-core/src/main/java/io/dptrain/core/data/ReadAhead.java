package io.dptrain.core.data;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Reads the pages of records that were announced, in the background.
 *
 * <p>A fault there ends the reading ahead of that record and nothing else: whoever reads the record
 * meets the same fault, and says so. Thread safe.
 */
final class ReadAhead implements AutoCloseable {
  /** Random reads of a disk overlap; more threads would take processors from the step. */
  private static final int THREADS = 4;

  private final ExecutorService threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          ReadAhead::daemon,
          new ThreadPoolExecutor.DiscardPolicy()); // after the end
  private final IntConsumer load;

  /**
   * Reads ahead.
   *
   * @param load touches the pages of one record
   */
  ReadAhead(IntConsumer load) {
    this.load = load;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "dptrain read ahead");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to read, and returns at once. After {@link #close} nothing is read. */
  void announce(int[] rows) {
    for (int part = 0; part < THREADS; part++) {
      int first = part;
      threads.execute(() -> loadPart(rows, first));
    }
  }

  private void loadPart(int[] rows, int first) {
    for (int i = first; i < rows.length && !threads.isShutdown(); i += THREADS) {
      try {
        load.accept(rows[i]);
      } catch (RuntimeException e) { // the read itself says so
        return;
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
