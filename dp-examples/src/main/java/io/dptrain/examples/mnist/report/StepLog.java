package io.dptrain.examples.mnist.report;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.report.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code steps.csv} row by row while training runs.
 *
 * <p>Rows go to {@code steps.csv.partial}, which is brought up to date every {@value
 * #ROWS_PER_FLUSH} rows; {@link #complete} gives the file its name. After a run that was stopped
 * the partial file remains and holds the rows until then. A column that depends on the training set
 * and that no noise protects ends in {@code _not_private}: the time of a step follows the number of
 * examples that were sampled.
 *
 * <p>Not thread-safe.
 */
public final class StepLog implements AutoCloseable {
  /** Rows between two updates of the file. */
  public static final int ROWS_PER_FLUSH = 50;

  private static final List<String> HEADER =
      List.of("step", "epoch", "epsilon", "test_accuracy", "seconds_not_private");

  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING) // else what is long is quoted
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE) // append() says when
          .build();

  private final Path file;
  private final Path partial;
  private final SequenceWriter writer;
  private int rows;

  private StepLog(Path file) throws IOException {
    this.file = file;
    partial = AtomicFiles.part(file);
    writer =
        CSV.writerFor(List.class).with(CSV.schema()).writeValues(Files.newBufferedWriter(partial));
  }

  static StepLog create(Path file) {
    try {
      StepLog log = new StepLog(file);
      log.write(HEADER);
      return log;
    } catch (IOException e) {
      throw AtomicFiles.failure("report file", file, e);
    }
  }

  /**
   * Adds a row.
   *
   * @throws BadInput if the file cannot be written
   */
  public void append(StepRow row) {
    write(
        List.of(
            Long.toString(row.step()),
            decimal(row.epoch(), 4),
            row.epsilon().isPresent() ? Double.toString(row.epsilon().getAsDouble()) : "",
            row.testAccuracy().isPresent() ? decimal(row.testAccuracy().getAsDouble(), 4) : "",
            decimal(row.seconds(), 3)));
    rows++;
    if (rows % ROWS_PER_FLUSH == 0) {
      flush();
    }
  }

  /**
   * Closes the file and gives it its final name.
   *
   * @throws BadInput if the file cannot be written
   */
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

  private void write(List<String> cells) {
    try {
      writer.write(cells);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private BadInput failure(IOException e) {
    return AtomicFiles.failure("report file", file, e);
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
