package io.dptrain.examples.mnist.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import io.dptrain.examples.report.AtomicFiles;
import java.awt.AWTError;
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
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The folder that receives the report of a run.
 *
 * <p>{@link #at} checks, before training, that the folder can be written, and leaves the file
 * system as it was. The folder is made when the first file is written. Not thread-safe.
 */
public final class ReportFolder {
  /** File name of {@link RunSummary}. */
  public static final String SUMMARY = "summary.json";

  /** File name of {@link StepLog}. */
  public static final String STEPS = "steps.csv";

  /** File name of {@link Plots#accuracy}. */
  public static final String ACCURACY = "accuracy.png";

  /** File name of {@link Plots#gradientNorms}. */
  public static final String GRADIENT_NORMS = "gradient_norms.png";

  /** File name of {@link Plots#predictions}. */
  public static final String PREDICTIONS = "predictions.png";

  private static final List<String> PICTURES = List.of(ACCURACY, GRADIENT_NORMS, PREDICTIONS);
  private static final String LABEL = "report file";

  private final Path folder;
  private final Set<String> drawn = new HashSet<>();

  private ReportFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A report in the given folder, which may exist or not.
   *
   * @throws BadInput if the folder is a file, cannot be made or cannot be written, or if something
   *     other than a file has the name of a report file
   */
  public static ReportFolder at(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput(
          ("report folder %s is a file; --report needs a folder, new or existing: choose "
                  + "another name")
              .formatted(folder));
    }
    requireOrdinary(folder);
    Deque<Path> made = new ArrayDeque<>();
    try {
      make(folder.toAbsolutePath().normalize(), made);
      Files.delete(Files.createTempFile(folder, "check", ".partial"));
    } catch (IOException e) {
      throw new BadInput(
          ("report folder %s cannot be written (%s); --report needs a folder with write "
                  + "permission: choose another")
              .formatted(folder, reason(e)),
          e);
    } finally {
      made.forEach(ReportFolder::deleteQuietly);
    }
    return new ReportFolder(folder);
  }

  private static void requireOrdinary(Path folder) {
    Stream.concat(
            Stream.of(SUMMARY, STEPS, AtomicFiles.part(Path.of(STEPS)).toString()),
            PICTURES.stream())
        .map(folder::resolve)
        .forEach(file -> AtomicFiles.target(LABEL, file));
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
   * Starts {@code steps.csv}.
   *
   * @throws BadInput if the file cannot be written
   */
  public StepLog openStepLog() {
    return StepLog.create(AtomicFiles.target(LABEL, existing().resolve(STEPS)));
  }

  /**
   * Writes {@code summary.json}, after removing pictures that an earlier run has left and this one
   * has not drawn. Best written last: it stands for a complete report.
   *
   * @throws BadInput if the file cannot be written
   */
  public void writeSummary(RunSummary summary) {
    PICTURES.stream().filter(name -> !drawn.contains(name)).forEach(this::delete);
    write(SUMMARY, out -> out.write(SummaryJson.of(summary)));
  }

  private void delete(String fileName) {
    Path file = folder.resolve(fileName);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BadInput(
          "report file %s of an earlier run cannot be deleted: %s; delete it, or choose another folder"
              .formatted(file, FileProblem.of(e)),
          e);
    }
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
    drawn.add(fileName);
    return Optional.empty();
  }

  private void write(String fileName, AtomicFiles.Content content) {
    AtomicFiles.write(LABEL, existing().resolve(fileName), content);
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
