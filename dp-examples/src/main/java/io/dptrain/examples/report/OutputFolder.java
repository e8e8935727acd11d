package io.dptrain.examples.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/**
 * A folder that receives files of any names, whole or not at all.
 *
 * <p>{@link #at} checks, before work is done, that the folder can be written, and leaves the file
 * system as it was. The folder is made when the first file is written. Not thread safe.
 */
public final class OutputFolder {
  private static final String LABEL = "report file";

  private final Path folder;

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder of a flag, which may exist or not.
   *
   * @param flag begins the messages
   * @throws BadInput if the folder is a file, cannot be made or cannot be written
   */
  public static OutputFolder at(String flag, Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("%s %s is a file; name a folder, new or existing".formatted(flag, folder));
    }
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
    return new OutputFolder(folder);
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
   * Writes a file, over an earlier one of that name.
   *
   * @throws BadInput if it cannot be written
   */
  public void write(String fileName, AtomicFiles.Content content) {
    AtomicFiles.write(LABEL, existing().resolve(fileName), content);
  }

  /** Writes a text in UTF-8, as {@link #write(String, AtomicFiles.Content)} does. */
  public void write(String fileName, String text) {
    write(fileName, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Draws a picture and writes it as PNG.
   *
   * @return nothing, or a sentence why the picture could not be drawn: a JVM without fonts still
   *     gives a report
   * @throws BadInput if the file cannot be written
   */
  public Optional<String> writePicture(String fileName, Supplier<BufferedImage> picture) {
    BufferedImage image;
    try {
      image = picture.get();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      return Optional.of(
          "%s was not drawn%s. If this JVM has no fonts, install fontconfig and DejaVu Sans."
              .formatted(fileName, e.getMessage() == null ? "" : " (" + e.getMessage() + ")"));
    }
    write(fileName, out -> ImageIO.write(image, "png", out));
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
