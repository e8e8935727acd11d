package io.dptrain.accountant.ledger.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps all others out of a folder: threads of this process by a lock in memory, other processes by
 * a lock of the operating system on a file, which ends with the process that holds it.
 *
 * <p>There is one for each folder in a process, and its file stays open until the process ends:
 * closing a file anywhere in a process lets go of all locks that the process holds on it.
 *
 * <p>Thread-safe.
 */
final class FolderLock {
  private static final Map<Path, FolderLock> LOCKS = new ConcurrentHashMap<>();
  private static final long POLL_MILLIS = 2;

  private final Path file;
  private final ReentrantLock threads = new ReentrantLock(true);
  private FileChannel channel;

  /** Which file the channel is of: another may stand under the name later. */
  private Object key;

  private FolderLock(Path file) {
    this.file = file;
  }

  /**
   * The lock of a file.
   *
   * @param file with its real path, so that there is one lock for each
   */
  static FolderLock of(Path file) {
    return LOCKS.computeIfAbsent(file, FolderLock::new);
  }

  /** Holds the lock until it is closed. */
  interface Held extends AutoCloseable {
    /** Whether the file that is locked is still there, for others to find locked. */
    boolean isShared() throws IOException;

    @Override
    void close();
  }

  /**
   * Waits for the lock.
   *
   * @throws LedgerException if others hold it for so long
   */
  Held acquire(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    if (!tryThreads(patience)) {
      throw busy("another thread", patience);
    }
    try {
      FileLock held = acquireFile(deadline, patience);
      return new Held() {
        @Override
        public boolean isShared() throws IOException {
          return isSame();
        }

        @Override
        public void close() {
          try {
            held.release();
          } catch (IOException e) {
            throw new LedgerException("the lock " + file + " cannot be let go of: " + e, e);
          } finally {
            threads.unlock();
          }
        }
      };
    } catch (IOException e) {
      threads.unlock();
      throw new LedgerException(
          "the lock "
              + file
              + " cannot be taken ("
              + e
              + "): nothing can be charged in a folder that cannot be written",
          e);
    } catch (RuntimeException e) {
      threads.unlock();
      throw e;
    }
  }

  private boolean tryThreads(Duration patience) {
    try {
      // First without waiting, which an interrupted thread may do as well.
      return threads.tryLock() || threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("interrupted while waiting for the lock " + file, e);
    }
  }

  private FileLock acquireFile(long deadline, Duration patience) throws IOException {
    while (true) {
      open();
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          if (isSame()) {
            return lock;
          }
          // Somebody deleted the file: others lock the one that stands there now.
          lock.release();
          channel = null;
          continue;
        }
      } catch (OverlappingFileLockException e) {
        // Held in this process by a copy of this class from another class loader: wait for it too.
      }
      if (System.nanoTime() > deadline) {
        throw busy("another process", patience);
      }
      pause();
    }
  }

  private void open() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      key = Files.exists(file) ? keyOf(file) : "";
    }
  }

  private boolean isSame() throws IOException {
    return Files.exists(file) && keyOf(file).equals(key);
  }

  /** Tells one file from another; systems that cannot do not let a file go that is open. */
  private static Object keyOf(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? "" : key;
  }

  private void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("interrupted while waiting for the lock " + file, e);
    }
  }

  private LedgerException busy(String who, Duration patience) {
    return new LedgerException(
        who
            + " has held the lock "
            + file
            + " for "
            + patience.toSeconds()
            + " s; a lock ends with its process, so look for one that is stopped");
  }
}
