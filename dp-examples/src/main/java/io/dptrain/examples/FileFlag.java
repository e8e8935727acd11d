package io.dptrain.examples;

import io.dptrain.examples.report.AtomicFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Flags whose values name files and folders. */
public final class FileFlag {
  private FileFlag() {}

  /**
   * Turns the value of a flag into a path.
   *
   * @param what what the flag names: {@code "file"} or {@code "folder"}
   * @throws BadInput if the value is blank or no path
   */
  public static Path path(String flag, String value, String what) {
    if (value.isBlank()) {
      throw new BadInput(flag + " is empty; name a " + what);
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new BadInput(flag + " " + value + " is not a valid path; choose another name", e);
    }
  }

  /**
   * The file of a picture that is to be drawn.
   *
   * @throws BadInput if the value does not end in {@code .png}, or the file cannot be written
   */
  public static Path png(String flag, String value) {
    Path file = path(flag, value, "file");
    Inputs.require(value.endsWith(".png"), flag + " " + value + " must end in .png; rename it");
    AtomicFiles.requireWritable(flag, file);
    return file;
  }
}
