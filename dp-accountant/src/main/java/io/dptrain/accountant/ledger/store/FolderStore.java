package io.dptrain.accountant.ledger.store;

import io.dptrain.accountant.ledger.store.HeadFile.Head;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Records in a folder of a local disk: {@code ledger.jsonl}, one line each; {@code head}, a second
 * copy of the last; {@code lock}.
 *
 * <p>A record counts once its line has an end. A line without one was never used by whoever began
 * it, and is cut off, unless {@code head} has it whole: then it was whole once, and is put back.
 * Where the ledger lacks more than that, it is refused.
 *
 * <p>Not thread-safe. Holds nothing open between calls, but for the lock file, one for each folder
 * in a process.
 */
public final class FolderStore implements RecordStore {
  private static final int YOUNG = 8;
  private static final long PAUSE_MILLIS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final LedgerFile file;
  private final HeadFile head;
  private final Duration patience;
  private long count;
  private long behind;
  private String last = "";

  /** Whether the last record that was given stands in the head alone. */
  private boolean owed;

  private boolean closed;

  /** The lowest folder that was there before; null until something is to be added. */
  private Path there;

  FolderStore(Path folder, LedgerFile file, Duration patience) {
    this.folder = folder;
    this.file = file;
    this.head = new HeadFile(folder.resolve("head"));
    this.patience = patience;
  }

  /** The store of a folder, which need not be there yet. */
  public static FolderStore of(Path folder) {
    return new FolderStore(folder, new LedgerFile(folder.resolve("ledger.jsonl")), PATIENCE);
  }

  @Override
  public String name() {
    return file.path().toString();
  }

  @Override
  public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
    requireOpen(given);
    try {
      there = there == null ? firstThere() : there;
      if (count == 0) {
        Files.createDirectories(folder);
      }
      try (FolderLock.Held held = FolderLock.of(lockFile()).acquire(patience)) {
        requireOwnFiles();
        catchUp(known, true);
        List<String> lines = more.get();
        if (!lines.isEmpty()) {
          if (!held.isShared()) {
            throw new LedgerException(lockFile() + " was deleted while it was held; it must stay");
          }
          requireOwnFiles();
          write(lines);
        }
      }
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  private Path lockFile() throws IOException {
    return folder.toRealPath().resolve("lock");
  }

  /**
   * The lowest of the folders that were there before, where it really is: behind a link, what is
   * above by name is another folder.
   */
  private Path firstThere() throws IOException {
    Path at = folder.toAbsolutePath();
    while (at.getParent() != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at.toRealPath();
  }

  /** What is written must be nobody else's, who would write by another lock. */
  private void requireOwnFiles() throws IOException {
    for (Path own : List.of(file.path(), head.path())) {
      if (isLink(own)) {
        throw new LedgerException(
            own
                + " must be a file of its own, but is a link: whoever writes to it by another name"
                + " has another lock; open the ledger in its own folder");
      }
    }
  }

  /** Whether a file has another name, or more than one; where the system knows. */
  private static boolean isLink(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return true;
    }
    boolean isKnown = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return isKnown && Files.exists(file) && (int) Files.getAttribute(file, "unix:nlink") > 1;
  }

  private void write(List<String> lines) throws IOException {
    file.write(behind, String.join("\n", lines) + "\n");
    // In its first records a ledger becomes whole on disk, and not only the last of them.
    boolean isYoung = count < YOUNG;
    head.write(count + lines.size(), lines.get(lines.size() - 1), isYoung);
    if (isYoung) {
      forceFolders();
    }
  }

  /** A file that was made is on disk when its folder is, and so is each folder. */
  private void forceFolders() throws IOException {
    Path at = folder.toRealPath();
    force(at);
    while (at.getParent() != null) {
      boolean isMade = !at.equals(there) && at.startsWith(there);
      at = at.getParent();
      try {
        force(at);
      } catch (IOException e) {
        if (isMade) {
          throw e;
        }
        // Not made here: some systems cannot force a folder, and some do not let it be opened.
      }
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void read(long given, Consumer<String> known) {
    requireOpen(given);
    try {
      try {
        catchUp(known, false);
      } catch (LedgerException e) {
        // Without the lock, a reader may meet a writer in the middle: what is wrong stays wrong.
        pause();
        catchUp(known, false);
      }
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads what is new; {@code mend} puts back the last record where only the head has it. */
  private void catchUp(Consumer<String> known, boolean mend) throws IOException {
    // Before the ledger, which is written first: the head is never ahead of what is read next.
    Optional<Head> copy = head.read();
    readFile(known);
    if (copy.isEmpty()) {
      require(
          count <= 1,
          "%s is missing or damaged, so that nobody can tell whether records are missing at the end"
              + " of %s",
          head.path(),
          name());
    } else if (copy.get().number() == count + 1) {
      known.accept(copy.get().line());
      last = copy.get().line();
      count++;
      owed = true;
    } else {
      compare(copy.get());
    }
    if (owed && mend) {
      putBack();
    }
  }

  private void readFile(Consumer<String> known) throws IOException {
    long size;
    try {
      size = Files.size(file.path());
    } catch (NoSuchFileException e) { // and nothing else counts as none
      require(count == 0, "%s is gone, and held %s records", name(), count);
      return;
    }
    require(
        size >= behind, "%s has %s bytes, and had %s: records are missing", name(), size, behind);
    file.read(behind, (line, end) -> take(line, end, known));
  }

  private void take(String line, long end, Consumer<String> known) {
    if (owed) {
      // Another process put it back: it was given before.
      require(line.equals(last), "%s goes on behind record %s with another", name(), count - 1);
      owed = false;
    } else {
      known.accept(line);
      last = line;
      count++;
    }
    behind = end;
  }

  private void putBack() throws IOException {
    file.write(behind, last + "\n");
    behind += last.getBytes(StandardCharsets.UTF_8).length + 1L;
    owed = false;
  }

  private void compare(Head copy) {
    require(
        copy.number() < count + 1,
        "%s holds %s records, and had %s: the last are missing",
        name(),
        count,
        copy.number());
    require(
        copy.number() < count || copy.line().equals(last),
        "record %s of %s is not the one that was written: %s has another",
        count,
        name(),
        head.path());
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw LedgerException.damaged(String.format(Locale.ROOT, message, arguments));
    }
  }

  private void requireOpen(long given) {
    if (closed) {
      throw new IllegalStateException("the ledger " + name() + " was closed; open it again");
    }
    if (given != count) {
      throw new IllegalStateException(
          "this store of " + name() + " serves another; call FolderStore.of(folder) for each");
    }
  }

  private LedgerException failed(String what, IOException e) {
    String reason =
        e instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    return new LedgerException(
        "the ledger "
            + name()
            + " "
            + what
            + " ("
            + reason
            + "); what was to be charged must not run",
        e);
  }

  @Override
  public void close() {
    closed = true;
  }
}
