package io.dptrain.examples.accounting;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileFlag;
import io.dptrain.examples.FileProblem;
import io.dptrain.examples.Inputs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A table of runs, and the same table with the epsilon of each. */
final class EpsilonTable {
  /** The flag that names the file. */
  static final String FLAG = "--csv";

  private static final List<String> ADDED = List.of("epsilon", "epsilon_lower", "error");
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build();

  private final String name;
  private final AccountantChoice accountant;

  /**
   * @param accountant for rows that name none
   */
  EpsilonTable(String name, AccountantChoice accountant) {
    this.name = name;
    this.accountant = accountant;
  }

  /**
   * Writes the table, row by row.
   *
   * @throws BadInput if the file is no such table, before anything is written, or if rows could not
   *     be evaluated, after all were written
   */
  void evaluate(PrintWriter out) {
    Path file = FileFlag.path(FLAG, name, "file");
    require(!Files.isDirectory(file), "is a folder; name a file");
    try (BufferedReader reader = Files.newBufferedReader(file);
        MappingIterator<String[]> rows =
            CSV.readerFor(String[].class).readValues(withoutMark(reader))) {
      evaluate(rows, out);
    } catch (NoSuchFileException e) {
      throw new BadInput(FLAG + " " + name + " does not exist; correct the path", e);
    } catch (IOException e) {
      throw new BadInput(
          "%s %s is not a CSV file that can be read: %s; save a table as CSV in UTF-8"
              .formatted(FLAG, name, FileProblem.of(e)),
          e);
    }
  }

  private void evaluate(MappingIterator<String[]> rows, PrintWriter out) throws IOException {
    require(rows.hasNextValue(), "is empty; it needs a header and rows");
    List<String> header = header(next(rows));
    require(rows.hasNextValue(), "holds a header alone; it needs rows");
    int failed = evaluate(rows, header, out);
    require(failed == 0, "has rows that could not be evaluated: " + failed + "; see column error");
  }

  /** The next row. A quote that is not closed is found at the end of the file. */
  private String[] next(MappingIterator<String[]> rows) throws IOException {
    int line = rows.getParser().currentLocation().getLineNr();
    try {
      return rows.nextValue();
    } catch (JacksonException e) {
      if (e.getCause() instanceof CharacterCodingException notText) {
        throw notText;
      }
      boolean open = e.getOriginalMessage().contains("closing quote");
      String problem = open ? "opens a quote and never closes it" : "goes on after a closing quote";
      throw new BadInput(
          "%s %s: the row at line %d %s; correct it".formatted(FLAG, name, line, problem), e);
    }
  }

  /** Skips a byte order mark, as some programs write one. */
  private static BufferedReader withoutMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private List<String> header(String[] cells) {
    List<String> header = List.of(cells);
    require(new HashSet<>(header).size() == header.size(), "names a column twice: " + header);
    for (String column : TableRow.needed(header)) {
      require(
          header.contains(column), "lacks the column " + column + "; its columns are " + header);
    }
    for (String column : ADDED) {
      require(!header.contains(column), "has a column " + column + " already; rename it");
    }
    return header;
  }

  /** Returns how many rows could not be evaluated. */
  private int evaluate(MappingIterator<String[]> rows, List<String> header, PrintWriter out)
      throws IOException {
    int failed = 0;
    List<String> names = new ArrayList<>(header);
    names.addAll(ADDED);
    write(names, out);
    while (rows.hasNextValue()) {
      TableRow row = new TableRow(header, next(rows), accountant);
      List<String> cells = row.evaluated();
      failed += cells.get(cells.size() - 1).isEmpty() ? 0 : 1;
      write(cells, out);
    }
    return failed;
  }

  private static void write(List<String> cells, PrintWriter out) throws IOException {
    out.print(CSV.writerFor(List.class).with(CSV.schema()).writeValueAsString(cells));
    out.flush();
  }

  private void require(boolean condition, String problem) {
    Inputs.require(condition, FLAG + " " + name + " " + problem);
  }
}
