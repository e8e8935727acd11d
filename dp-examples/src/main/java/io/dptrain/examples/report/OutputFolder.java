package io.dptrain.examples.report;

import io.dptrain.examples.BadInput;
import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/**
 * The folder that receives a report.
 *
 * <p>{@link #named} checks, before anything is computed, that the folder can be written, and leaves
 * the file system as it was. The folder is made when the first file is written. Not thread safe.
 */
public final class OutputFolder {
  private final Path folder;

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A folder by the name that was given with {@code --report}; it may exist or not.
   *
   * @throws BadInput if the name is no path, or the folder is a file, cannot be made or cannot be
   *     written
   */
  public static OutputFolder named(String name) {
    try {
      return at(Path.of(name));
    } catch (InvalidPathException e) {
      throw new BadInput("--report " + name + " is not a valid path; choose another name", e);
    }
  }

  private static OutputFolder at(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput(
          "report folder %s is a file; --report needs a folder, new or existing: choose another name"
              .formatted(folder));
    }
    Deque<Path> made = new ArrayDeque<>();
    try {
      make(folder.toAbsolutePath().normalize(), made);
      Files.delete(Files.createTempFile(folder, "check", ".partial"));
    } catch (IOException e) {
      throw new BadInput(
          ("report folder %s cannot be written (%s); --report needs a folder with write permission:"
                  + " choose another")
              .formatted(folder, reason(e)),
          e);
    } finally {
      made.forEach(OutputFolder::deleteQuietly);
    }
    return new OutputFolder(folder);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + " is a file";
    }
    if (e instanceof FileSystemException named && named.getReason() == null) {
      return named.getFile() + " cannot be made";
    }
    return e.getMessage();
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
   * Writes a text in UTF-8, over an earlier file of that name.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void write(String fileName, String text) {
    write(fileName, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Draws a picture and writes it as PNG.
   *
   * @return nothing, or a sentence why the picture could not be drawn: a JVM without fonts still
   *     gives a report
   * @throws UncheckedIOException if the file cannot be written
   */
  public Optional<String> writePicture(String fileName, Supplier<BufferedImage> picture) {
    BufferedImage image;
    try {
      image = picture.get();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      return Optional.of(
          "%s was not drawn (%s). If this JVM has no fonts, install fontconfig and DejaVu Sans."
              .formatted(fileName, e));
    }
    write(fileName, out -> ImageIO.write(image, "png", out));
    return Optional.empty();
  }

  private void write(String fileName, AtomicFiles.Content content) {
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(folder.resolve(fileName), content);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "report file %s cannot be written: %s".formatted(folder.resolve(fileName), e), e);
    }
  }
}
