package io.dptrain.examples;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** What went wrong with a file, in words without names of classes or of temporary files. */
public final class FileProblem {
  /** The exceptions whose message is a file name alone. */
  private static final Map<Class<?>, String> BY_CLASS =
      Map.of(
          AccessDeniedException.class, "permission denied",
          NoSuchFileException.class, "no such file or folder",
          FileAlreadyExistsException.class, "a file is in the way",
          DirectoryNotEmptyException.class, "a folder is in the way",
          FileSystemLoopException.class, "its links run in a circle",
          CharacterCodingException.class, "it is not text in UTF-8",
          EOFException.class, "it ends too early");

  private FileProblem() {}

  /** Half a sentence, such as {@code "No space left on device"}. */
  public static String of(IOException e) {
    for (Class<?> type = e.getClass(); type != IOException.class; type = type.getSuperclass()) {
      if (BY_CLASS.containsKey(type)) {
        return BY_CLASS.get(type);
      }
    }
    String said = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
    return said == null || said.isBlank() ? "the system gives no reason" : said;
  }
}
