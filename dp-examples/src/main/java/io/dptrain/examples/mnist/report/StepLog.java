package io.dptrain.examples.mnist.report;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.report.AtomicFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Writes {@code steps.csv} row by row while training runs.
 *
 * <p>Rows go to {@code steps.csv.partial}; {@link #complete} gives the file its name. After a run
 * that was stopped the partial file remains and holds the rows until then. A column that depends on
 * the training set and that no noise protects ends in {@code _not_private}: the time of a step
 * follows the number of examples that were sampled.
 *
 * <p>All throw {@link BadInput} if the file cannot be written. Not thread-safe.
 */
public final class StepLog implements AutoCloseable {
  private final Path file;
  private final Path partial;
  private final Writer writer;

  /** Begins a file. */
  public StepLog(Path file) {
    this.file = file;
    partial = AtomicFiles.part(file);
    try {
      writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failure(e);
    }
    try {
      write("step,epoch,epsilon,test_accuracy,seconds_not_private");
    } catch (BadInput e) {
      close();
      throw e;
    }
  }

  /**
   * Adds a row.
   *
   * @param epoch passes over the data so far, with a fraction
   * @param epsilon spent so far; empty without privacy
   * @param accuracy on test digits, from 0 to 1; empty where it was not measured
   * @param seconds since the start of training
   */
  public void append(
      long step, double epoch, OptionalDouble epsilon, OptionalDouble accuracy, double seconds) {
    String spent = epsilon.isPresent() ? Double.toString(epsilon.getAsDouble()) : "";
    String tested =
        accuracy.isPresent() ? String.format(Locale.ROOT, "%.4f", accuracy.getAsDouble()) : "";
    write(String.format(Locale.ROOT, "%d,%.4f,%s,%s,%.3f", step, epoch, spent, tested, seconds));
  }

  private void write(String row) {
    try {
      writer.write(row + "\n");
      writer.flush(); // who stops the run finds all rows until then
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Closes the file and gives it its final name. */
  public void complete() {
    close();
    try {
      AtomicFiles.replace(partial, file);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Closes the file under its partial name, unless it is closed already. */
  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private BadInput failure(IOException e) {
    return AtomicFiles.failure("report file", file, e);
  }
}
