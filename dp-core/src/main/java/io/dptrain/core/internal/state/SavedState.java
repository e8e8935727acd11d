package io.dptrain.core.internal.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a checkpoint holds beside the values of variables. Nothing of the generators of random
 * numbers: noise and batches are drawn afresh.
 *
 * @param run the identity of the run that it is of
 * @param process who wrote the last record of the ledger then; empty if there was none
 * @param step how many steps were charged when it was made: its place in the ledger
 * @param clipNorms what the clip norms have learned; empty if they do not learn
 * @param notes of the program, by name
 */
record SavedState(
    String run, String process, long step, List<Double> clipNorms, Map<String, String> notes) {
  private static final String FORMAT = "dptrain checkpoint, format 2";
  private static final int LINES = 6;
  private static final String BETWEEN = "\t";

  /**
   * Checks the notes.
   *
   * @throws IllegalArgumentException if a note is not one line without tabs
   */
  SavedState {
    notes.forEach(
        (name, note) -> {
          if ((name + note).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                "a note of a checkpoint must be one line without tabs, but '"
                    + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is not");
          }
        });
  }

  /** Writes a line for each, and the SHA-256 of them. */
  void write(Path file) throws IOException {
    String text =
        String.join(
            "\n",
            FORMAT,
            run,
            process,
            Long.toString(step),
            clipNorms.stream().map(norm -> Double.toString(norm)).collect(Collectors.joining(" ")),
            notes.entrySet().stream()
                .map(note -> note.getKey() + BETWEEN + note.getValue())
                .collect(Collectors.joining(BETWEEN)),
            "");
    String digest = RunDescription.hex(RunDescription.sha256(), text);
    Files.writeString(file, text + digest + "\n", StandardCharsets.UTF_8);
  }

  /**
   * Reads one.
   *
   * @throws IOException if it cannot be read, or is not as it was written
   * @throws IllegalStateException if another version of the library wrote it, in another format
   */
  static SavedState read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (!lines.isEmpty() && !lines.get(0).equals(FORMAT) && lines.get(0).startsWith("dptrain")) {
      throw new IllegalStateException(
          file
              + " must be a '"
              + FORMAT
              + "', but is a '"
              + lines.get(0)
              + "': resume the run with the version of the library that wrote it");
    }
    String text =
        lines.stream().limit(LINES).map(line -> line + "\n").collect(Collectors.joining());
    if (lines.size() != LINES + 1
        || !lines.get(LINES).equals(RunDescription.hex(RunDescription.sha256(), text))) {
      throw new IOException(file + " is not as it was written");
    }
    return new SavedState(
        lines.get(1),
        lines.get(2),
        Long.parseLong(lines.get(3)),
        Stream.of(lines.get(4).split(" ", -1))
            .filter(norm -> !norm.isEmpty())
            .map(Double::valueOf)
            .toList(),
        notes(lines.get(5)));
  }

  private static Map<String, String> notes(String line) {
    String[] cells = line.split(BETWEEN, -1);
    Map<String, String> notes = new LinkedHashMap<>();
    for (int i = 0; i + 1 < cells.length; i += 2) {
      notes.put(cells[i], cells[i + 1]);
    }
    return notes;
  }
}
