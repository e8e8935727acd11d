package io.dptrain.core.training;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.optimizer.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a row for each step to a CSV file: step, epsilon so far (in one of several rows, in a long
 * run), the noised loss and share of clipped examples where they are asked for, and what
 * evaluations measured after the step. Times are left out, as they follow the size of the batch.
 *
 * <p>A run that goes on adds to the file, without the row that a process may have left half
 * written; a new one begins it anew. Rows are on their way to the disk every {@value
 * #ROWS_PER_FLUSH} steps, and all of them at the end. Not thread safe.
 */
public final class CsvLog implements TrainingListener {
  private static final int ROWS_PER_FLUSH = 100;

  /** It takes a fraction of a millisecond or more: so many are asked for in a run. */
  private static final int EPSILONS = 500;

  private static final String STEP = "step";
  private static final String EPSILON = "epsilon";
  private static final String LOSS = "noised_loss";
  private static final String CLIPPED = "noised_clip_fraction";

  private final Path file;
  private final double delta;
  private final List<String> columns = new ArrayList<>(List.of(STEP, EPSILON, LOSS, CLIPPED));
  private final Map<String, String> row = new HashMap<>();
  private Writer writer;
  private long rows;

  private CsvLog(Path file, double delta) {
    this.file = Objects.requireNonNull(file, "file");
    this.delta = delta;
  }

  /**
   * A log in a file.
   *
   * @param delta of the epsilon that is written
   */
  public static CsvLog to(Path file, double delta) {
    return new CsvLog(file, Checks.positiveFinite("delta", delta));
  }

  /**
   * Opens the file.
   *
   * @throws UncheckedIOException if it cannot be written
   * @throws IllegalStateException if the run goes on and the file has other columns
   */
  @Override
  public void started(PrivateTrainer trainer) {
    trainer.evaluations().forEach(evaluation -> columns.add(evaluation.name()));
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException(
          "the columns of a log must have names of their own, but are "
              + columns
              + "; rename an evaluation");
    }
    String header = String.join(",", columns);
    try {
      boolean goesOn = trainer.steps() > 0 && Files.exists(file) && Files.size(file) > 0;
      if (goesOn) {
        requireHeader(header);
        dropCutRow();
      }
      writer =
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      if (!goesOn) {
        writer.write(header + "\n");
        writer.flush(); // a process that dies now leaves a file to go on with
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private void requireHeader(String header) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      String found = lines.findFirst().orElse("");
      Checks.state(
          found.equals(header),
          file
              + " must have the columns "
              + header
              + " to be gone on with, but has "
              + found
              + "; move it away");
    }
  }

  /** A process that died may have left the beginning of a row, whose last number is cut. */
  private void dropCutRow() throws IOException {
    byte[] content = Files.readAllBytes(file);
    int end = content.length;
    while (end > 0 && content[end - 1] != '\n') {
      end--;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(end);
    }
  }

  @Override
  public void evaluated(PrivateTrainer trainer, Evaluation evaluation, double value) {
    row(trainer).put(evaluation.name(), Double.toString(value));
  }

  @Override
  public void stepped(PrivateTrainer trainer, Optional<StepReport> report) {
    Map<String, String> cells = row(trainer);
    report.ifPresent(
        of -> {
          cells.put(LOSS, cell(of.loss()));
          cells.put(CLIPPED, cell(of.clipFraction()));
        });
  }

  /** The row of the present step; that of an older one is written first. */
  private Map<String, String> row(PrivateTrainer trainer) {
    String step = Long.toString(trainer.steps());
    if (!step.equals(row.get(STEP))) {
      writeRow();
      row.put(STEP, step);
      if (trainer.steps() % Math.max(1, trainer.planned() / EPSILONS) == 0) {
        row.put(EPSILON, cell(trainer.epsilon(delta)));
      }
    }
    return row;
  }

  private void writeRow() {
    if (row.isEmpty()) {
      return;
    }
    try {
      writer.write(
          columns.stream().map(name -> row.getOrDefault(name, "")).collect(Collectors.joining(","))
              + "\n");
      rows++;
      if (rows % ROWS_PER_FLUSH == 0) {
        writer.flush();
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
    row.clear();
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }

  @Override
  public void ended(PrivateTrainer trainer) {
    if (writer == null) {
      return;
    }
    try {
      try {
        writeRow();
      } finally {
        writer.close();
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private UncheckedIOException unwritten(IOException e) {
    return new UncheckedIOException(
        "the log " + file + " cannot be written (" + e + "); make room, or log elsewhere", e);
  }
}
