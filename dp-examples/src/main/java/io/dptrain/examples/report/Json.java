package io.dptrain.examples.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes records as JSON, with a key for each component in their order. What is null stays a key. A
 * number that is not finite is a string such as {@code "Infinity"}: a null would pass a test such
 * as {@code epsilon < 3} in some languages.
 */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** One line, without a line end. */
  public static String line(Record report) {
    try {
      return MAPPER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** UTF-8, indented, with a line end at the end. */
  public static byte[] indented(Record report) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes an indented report over an earlier file of that name.
   *
   * @param label the flag that named the file
   */
  public static void write(String label, Path file, Record report) {
    byte[] bytes = indented(report);
    AtomicFiles.write(label, file, out -> out.write(bytes));
  }
}
