package io.dptrain.examples.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A folder that receives the files of a report, whole or not at all.
 *
 * <p>{@link #at} checks, before work is done, that the folder and the files can be written, and
 * leaves the file system as it was. The folder is made when the first file is written. Not thread
 * safe.
 */
public final class OutputFolder {
  private static final String LABEL = "report file";

  private final Path folder;
  private final List<String> names;
  private final Set<String> written = new HashSet<>();

  private OutputFolder(Path folder, List<String> names) {
    this.folder = folder;
    this.names = List.copyOf(names);
  }

  /**
   * The folder of a flag, which may exist or not.
   *
   * @param flag begins the messages
   * @param names all names that a report may use
   * @throws BadInput if the folder is a file, cannot be made or cannot be written, or if something
   *     other than a file has one of the names
   */
  public static OutputFolder at(String flag, Path folder, List<String> names) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("%s %s is a file; name a folder, new or existing".formatted(flag, folder));
    }
    names.forEach(name -> AtomicFiles.target(LABEL, folder.resolve(name)));
    Deque<Path> made = new ArrayDeque<>();
    try {
      make(folder.toAbsolutePath().normalize(), made);
      Files.delete(Files.createTempFile(folder, "check", ".partial"));
    } catch (IOException e) {
      throw new BadInput(
          "%s %s cannot be written (%s); choose a folder with write permission"
              .formatted(flag, folder, reason(e)),
          e);
    } finally {
      made.forEach(OutputFolder::deleteQuietly);
    }
    return new OutputFolder(folder, names);
  }

  private static String reason(IOException e) {
    return e instanceof FileAlreadyExistsException taken
        ? taken.getFile() + " is a file"
        : FileProblem.of(e);
  }

  /** Makes the folder and what is missing above it; {@code made} receives the deepest first. */
  private static void make(Path folder, Deque<Path> made) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getParent() != null) {
      make(folder.getParent(), made);
    }
    Files.createDirectory(folder);
    made.push(folder);
  }

  private static void deleteQuietly(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Another program has put something there in the meantime; then the folder is not ours.
    }
  }

  /** The folder, as it was named. */
  public Path path() {
    return folder;
  }

  /**
   * Where a file goes that the caller writes.
   *
   * @throws BadInput if the folder cannot be made, or something other than a file has that name
   */
  public Path target(String fileName) {
    Path target = AtomicFiles.target(LABEL, existing().resolve(fileName));
    written.add(fileName);
    return target;
  }

  /**
   * Writes the summary, after deleting files that an earlier run has left and this one has not
   * written. Best written last: it stands for a complete report.
   *
   * @throws BadInput if that cannot be done
   */
  public void writeSummary(String fileName, byte[] summary) {
    names.stream()
        .filter(name -> !name.equals(fileName) && !written.contains(name))
        .forEach(this::delete);
    write(fileName, out -> out.write(summary));
  }

  private void delete(String fileName) {
    Path file = folder.resolve(fileName);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BadInput(
          "%s %s of an earlier run cannot be deleted: %s; delete it, or choose another folder"
              .formatted(LABEL, file, FileProblem.of(e)),
          e);
    }
  }

  /**
   * Writes a file.
   *
   * @throws BadInput if that cannot be done
   */
  public void write(String fileName, AtomicFiles.Content content) {
    AtomicFiles.write(LABEL, existing().resolve(fileName), content);
    written.add(fileName);
  }

  /**
   * Draws a picture and writes it as PNG.
   *
   * @return nothing, or a sentence why the picture could not be drawn: a JVM without fonts still
   *     gives a report
   * @throws BadInput if the file cannot be written
   */
  public Optional<String> writePicture(String fileName, Supplier<BufferedImage> picture) {
    AtomicFiles.Content png;
    try {
      png = Png.drawn(fileName, picture);
    } catch (BadInput e) {
      return Optional.of(e.getMessage());
    }
    write(fileName, png);
    return Optional.empty();
  }

  private Path existing() {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput(
          "report folder %s cannot be made: %s; choose another"
              .formatted(folder, FileProblem.of(e)),
          e);
    }
  }
}
