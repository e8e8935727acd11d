package io.dptrain.core.internal.state;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What a checkpoint holds beside the values of variables. Nothing of the generators of random
 * numbers: noise and batches are drawn afresh.
 *
 * @param step how many steps were charged when it was made: its place in the ledger
 * @param clipNorms what the clip norms have learned; empty if they do not learn
 */
record SavedState(long step, List<Double> clipNorms) {
  private static final String FORMAT = "1";

  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("format", FORMAT);
    properties.setProperty("step", Long.toString(step));
    properties.setProperty(
        "clip norms",
        clipNorms.stream().map(norm -> Double.toString(norm)).collect(Collectors.joining(" ")));
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalStateException if another version of the library wrote it, in another format
   */
  static SavedState read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    String format = properties.getProperty("format");
    if (!FORMAT.equals(format)) {
      throw new IllegalStateException(
          file
              + " must have the format "
              + FORMAT
              + ", but has "
              + format
              + ": resume it with the version of the library that wrote it");
    }
    String norms = properties.getProperty("clip norms", "");
    return new SavedState(
        Long.parseLong(properties.getProperty("step")),
        norms.isEmpty()
            ? List.of()
            : Arrays.stream(norms.split(" ", -1)).map(Double::valueOf).toList());
  }
}
