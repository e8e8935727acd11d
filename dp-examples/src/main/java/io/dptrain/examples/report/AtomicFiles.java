package io.dptrain.examples.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that its name never stands for half of its content, and never replaces anything
 * but an ordinary file: links are followed; folders, devices and pipes are refused.
 *
 * <p>Messages begin with a label, such as the flag that named the file.
 */
public final class AtomicFiles {
  private static final int MOST_LINKS = 40;

  private AtomicFiles() {}

  /** Produces the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Requires that a file can be written, before time is spent on its content. Leaves nothing.
   *
   * @throws BadInput naming the file, the reason and the fix
   */
  public static void requireWritable(String label, Path file) {
    Path folder = target(label, file).getParent();
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          "%s %s cannot be written: its folder does not exist; make it, or choose another name"
              .formatted(label, file));
    }
    try {
      Files.delete(Files.createTempFile(folder, ".", ".partial"));
    } catch (IOException e) {
      throw failure(label, file, e);
    }
  }

  /**
   * Writes to a temporary file beside the target, then renames; on failure leaves neither.
   *
   * @throws BadInput if that cannot be done, naming the file, the reason and the fix
   */
  public static void write(String label, Path file, Content content) {
    Path target = target(label, file);
    Path part = part(target);
    try {
      try {
        Files.deleteIfExists(part);
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
          content.writeTo(out);
        }
        replace(part, target);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw failure(label, file, e);
    }
  }

  /** The name under which a file is written until it is complete. */
  public static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".partial");
  }

  /** Gives a complete file its name, over an earlier file of that name. */
  public static void replace(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Follows links to what a name stands for: an ordinary file, or nothing yet.
   *
   * @throws BadInput if something else is there
   */
  public static Path target(String label, Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput("%s %s is a folder; choose a file name".formatted(label, file));
    }
    Path target = file.toAbsolutePath();
    boolean ordinary = !Files.exists(file) || Files.isRegularFile(file);
    try {
      for (int links = 0; ordinary && Files.isSymbolicLink(target); links++) {
        ordinary = links < MOST_LINKS && !isOfTheSystem(target);
        target = target.resolveSibling(Files.readSymbolicLink(target));
      }
    } catch (IOException e) {
      throw failure(label, file, e);
    }
    if (!ordinary) {
      throw new BadInput("%s %s names no ordinary file; choose a file name".formatted(label, file));
    }
    return target;
  }

  /** Whether a link stands for an open file, such as {@code /dev/stdout}. */
  private static boolean isOfTheSystem(Path link) {
    return link.startsWith("/proc") || (link.startsWith("/dev") && !link.startsWith("/dev/shm"));
  }

  /** One line on a file that could not be written. */
  public static BadInput failure(String label, Path file, IOException e) {
    return new BadInput(
        "%s %s cannot be written: %s; put that right, or choose another name"
            .formatted(label, file, FileProblem.of(e)),
        e);
  }
}
