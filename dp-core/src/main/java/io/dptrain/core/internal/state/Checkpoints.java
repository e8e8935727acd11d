package io.dptrain.core.internal.state;

import io.dptrain.core.internal.NativeFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Session;

/**
 * The checkpoints of a run: a folder for each, of which the newest stay. Each holds the values of
 * all variables in TensorFlow's own format, and {@link SavedState}.
 *
 * <p>A checkpoint has its name when all of it is on disk, and not before: a process may end at any
 * moment. One that cannot be read is passed over for the one before it.
 *
 * <p>Not thread safe.
 */
final class Checkpoints {
  private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

  private static final String NAME = "checkpoint-";
  private static final String UNFINISHED = "unfinished-";
  private static final String VALUES = "variables";
  private static final String STATE = "state.properties";

  private final Path folder;
  private final int most;

  /**
   * The checkpoints of a folder, which need not be there.
   *
   * @param most how many are kept, at least 1
   */
  Checkpoints(Path folder, int most) {
    this.folder = folder;
    this.most = most;
  }

  /**
   * Writes one.
   *
   * @throws UncheckedIOException if it cannot be written; those that were there stay
   */
  void save(Session session, SavedState state) {
    try {
      Files.createDirectories(folder);
      Path made = Files.createTempDirectory(folder, UNFINISHED);
      try {
        session.save(made.resolve(VALUES).toString());
        state.write(made.resolve(STATE));
        forceAll(made);
        Files.move(made, free(state.step()), StandardCopyOption.ATOMIC_MOVE);
        force(folder);
      } finally {
        delete(made);
      }
      prune();
    } catch (IOException e) {
      throw unwritten(e);
    } catch (RuntimeException e) {
      throw NativeFailure.isOf(e) ? unwritten(new IOException(NativeFailure.firstLine(e), e)) : e;
    }
  }

  /** A name behind all of that step. */
  private Path free(long step) {
    for (int i = 0; ; i++) {
      Path place = folder.resolve(String.format(Locale.ROOT, "%s%012d.%03d", NAME, step, i));
      if (!Files.exists(place)) {
        return place;
      }
    }
  }

  /** The step of the newest, whether it can be read or not; 0 if there is none. */
  long newestStep() {
    return newestFirst().stream()
        .map(path -> path.getFileName().toString())
        .mapToLong(name -> Long.parseLong(name.substring(NAME.length(), name.indexOf('.'))))
        .max()
        .orElse(0);
  }

  private UncheckedIOException unwritten(IOException e) {
    return new UncheckedIOException(
        "no checkpoint could be written to "
            + folder
            + " ("
            + e.getMessage()
            + "); the model is still in memory: make room and save again, or call"
            + " session.save(...) with another place",
        e);
  }

  /**
   * Restores the newest that can be read.
   *
   * @return what it holds beside the variables; empty if there is none at all
   * @throws IllegalStateException if there are some, and none can be read
   */
  Optional<SavedState> restore(Session session) {
    List<String> failures = new ArrayList<>();
    for (Path checkpoint : newestFirst()) {
      try {
        SavedState state = SavedState.read(checkpoint.resolve(STATE));
        session.restore(checkpoint.resolve(VALUES).toString());
        return Optional.of(state);
      } catch (IOException | RuntimeException e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        failures.add(checkpoint.getFileName() + ": " + reason);
        LOG.log(
            Level.WARNING,
            "passed over, as it cannot be read: " + failures.get(failures.size() - 1));
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "no checkpoint in " + folder + " can be read: " + String.join("; ", failures));
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith(NAME))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prune() throws IOException {
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(most, all.size()), all.size())) {
      delete(old);
    }
  }

  private static void forceAll(Path made) throws IOException {
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        force(file);
      }
    }
    force(made);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path checkpoint) throws IOException {
    if (!Files.exists(checkpoint)) {
      return;
    }
    try (Stream<Path> files = Files.walk(checkpoint)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
