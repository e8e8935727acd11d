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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.Session;

/**
 * The checkpoints of a run: a folder for each, of which the newest stay. Each holds the values of
 * all variables in TensorFlow's own format, and {@link SavedState}.
 *
 * <p>A checkpoint has its name when all of it is on disk, and not before: a process may end at any
 * moment. One that is damaged is passed over for the one before it.
 *
 * <p>Not thread safe.
 */
final class Checkpoints {
  private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12})\\.(\\d{6})");
  private static final String UNFINISHED = "unfinished-";
  private static final String VALUES = "variables";
  private static final String STATE = "state";

  private final Path folder;
  private final int mostKept;

  /**
   * A checkpoint that is whole.
   *
   * @param step after how many charged steps it was made
   * @param number which of that step
   */
  private record Place(Path path, long step, long number) {}

  /**
   * The checkpoints of a folder, which need not be there.
   *
   * @param mostKept how many are kept, at least 1
   */
  Checkpoints(Path folder, int mostKept) {
    this.folder = folder;
    this.mostKept = mostKept;
  }

  /**
   * Writes one.
   *
   * @throws UncheckedIOException if it cannot be written; those that were there stay
   */
  void save(Session session, VariableFiles variables, SavedState state) {
    try {
      Files.createDirectories(folder);
      deleteUnfinished();
      Path made = Files.createTempDirectory(folder, UNFINISHED);
      variables.save(session, made.resolve(VALUES));
      state.write(made.resolve(STATE));
      forceAll(made);
      Files.move(made, next(state.step()), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      throw unwritten(e);
    } catch (RuntimeException e) {
      if (NativeFailure.isOf(e)) {
        throw unwritten(new IOException(NativeFailure.firstLine(e), e));
      }
      discard(e);
      throw e;
    }
    prune();
  }

  /**
   * Requires a folder that holds nothing, or is not there.
   *
   * @throws IllegalArgumentException if something is in it
   * @throws UncheckedIOException if that cannot be seen
   */
  static void requireEmpty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return; // what else is there is found when it is written to
    }
    try (Stream<Path> content = Files.list(folder)) {
      content
          .findFirst()
          .ifPresent(
              found -> {
                throw new IllegalArgumentException(
                    "a checkpoint is saved elsewhere in an empty folder, but there is "
                        + found
                        + "; name a new folder");
              });
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static UncheckedIOException unreadable(Path folder, IOException e) {
    return new UncheckedIOException(folder + " cannot be read (" + e + ")", e);
  }

  /** What was written until something failed takes room, and the ledger needs some. */
  private void discard(Exception failure) {
    try {
      deleteUnfinished();
    } catch (IOException left) {
      failure.addSuppressed(left);
    }
  }

  private UncheckedIOException unwritten(IOException e) {
    discard(e);
    return new UncheckedIOException(
        "no checkpoint could be written to "
            + folder
            + " ("
            + e
            + "); the model is still in memory: make room and save again, or call"
            + " saveElsewhere(session, folder) with an empty folder of another disk",
        e);
  }

  /** A name behind all of that step. */
  private Path next(long step) throws IOException {
    long number =
        newestFirst().stream()
            .filter(place -> place.step() == step)
            .mapToLong(place -> place.number() + 1)
            .max()
            .orElse(0);
    return folder.resolve(String.format(Locale.ROOT, "checkpoint-%012d.%06d", step, number));
  }

  /** The step of the newest, whether it can be read or not; 0 if there is none. */
  long newestStep() {
    try {
      return newestFirst().stream().mapToLong(Place::step).max().orElse(0);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * Restores the newest that is whole.
   *
   * @param state takes what a checkpoint holds beside the variables, before these are restored; it
   *     throws an {@link IllegalArgumentException} if that cannot be
   * @return that; empty if there is no checkpoint at all
   * @throws IllegalStateException if there are some, and none can be restored; or what {@code
   *     state} throws
   */
  Optional<SavedState> restore(
      Session session, VariableFiles variables, Consumer<SavedState> state) {
    List<String> damaged = new ArrayList<>();
    try {
      for (Place place : newestFirst()) {
        try {
          SavedState saved = SavedState.read(place.path().resolve(STATE));
          if (saved.step() != place.step()) {
            throw new IOException("it was made after " + saved.step() + " steps");
          }
          state.accept(saved);
          variables.restore(session, place.path().resolve(VALUES));
          return Optional.of(saved);
        } catch (IOException | IllegalArgumentException e) {
          damaged.add(place.path().getFileName() + ": " + e.getMessage());
        } catch (RuntimeException e) {
          if (!NativeFailure.isOf(e)) {
            throw e;
          }
          damaged.add(place.path().getFileName() + ": " + NativeFailure.firstLine(e));
        }
        LOG.log(
            Level.WARNING,
            "passed over, as it cannot be restored: {0}",
            damaged.get(damaged.size() - 1));
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    if (!damaged.isEmpty()) {
      throw new IllegalStateException(
          "a run goes on from a checkpoint, but none in "
              + folder
              + " can be restored: "
              + String.join("; ", damaged)
              + "; they are damaged, or the graph has variables that it did not have, as with"
              + " another kind of optimizer, or an average or a best model that it did not keep");
    }
    return Optional.empty();
  }

  private List<Place> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    for (Path path : content()) {
      Matcher name = NAME.matcher(path.getFileName().toString());
      if (name.matches()) {
        places.add(new Place(path, Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
      }
    }
    places.sort(Comparator.comparing(Place::step).thenComparing(Place::number).reversed());
    return places;
  }

  private List<Path> content() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** What is left is deleted by the next: a checkpoint that was written counts. */
  private void prune() {
    try {
      List<Place> all = newestFirst();
      for (Place old : all.subList(Math.min(mostKept, all.size()), all.size())) {
        delete(old.path());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "older checkpoints could not be deleted: {0}", e.toString());
    }
  }

  /** Of processes that were killed. */
  private void deleteUnfinished() throws IOException {
    for (Path path : content()) {
      if (path.getFileName().toString().startsWith(UNFINISHED)) {
        delete(path);
      }
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
    try (Stream<Path> files = Files.walk(checkpoint)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
