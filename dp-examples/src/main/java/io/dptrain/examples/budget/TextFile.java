package io.dptrain.examples.budget;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import java.io.IOException;
import java.nio.file.Files;

/** Small files that flags name. */
final class TextFile {
  private TextFile() {}

  /**
   * Reads a file.
   *
   * @param flag names the file in messages
   */
  static String read(String flag, String file) {
    try {
      return Files.readString(FileFlag.path(flag, file, "file"));
    } catch (IOException e) {
      throw new BadInput(
          "%s must be a text file that can be read, but '%s' is not (%s)"
              .formatted(flag, file, e.getClass().getSimpleName()),
          e);
    }
  }
}
