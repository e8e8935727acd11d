package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Records in a text file, <b>one for each line</b>, which may be larger than memory: the file is
 * mapped, and an index of about 0.15 % of its size kept. It must stay as it is while it is read.
 *
 * <pre>{@code
 * try (RecordSource data = CsvRecords.builder(file)
 *     .field(Field.of("body", FLOAT32, 2), "height", "weight")
 *     .classes("diagnosis", "icd", List.of("none", "J45", "E11"))
 *     .build()) { ... }
 * }</pre>
 *
 * <p><b>A line is a record whatever it holds.</b> A quote that is not closed does not reach into
 * the next line, as it does elsewhere: one record would change others, and how many there are. A
 * line that cannot be parsed, is empty, or has another number of cells than there are columns is a
 * record that fails. So a cell cannot hold a line feed. What stands in the first line is public,
 * unless {@code withoutHeader} says that it is a record.
 *
 * <p>Text is UTF-8. Numbers are decimal, with a point. Thread safe. Records that are announced are
 * read by four daemon threads, which end with {@link #close}.
 */
public final class CsvRecords implements RecordSource {
  private final Lines lines;
  private final byte separator;
  private final int columns;
  private final List<CsvField> parts;
  private final List<Field> fields;
  private final ReadAhead ahead;

  private CsvRecords(Lines lines, byte separator, int columns, List<CsvField> parts) {
    this.lines = lines;
    this.separator = separator;
    this.columns = columns;
    this.parts = parts;
    this.fields = parts.stream().map(CsvField::field).toList();
    this.ahead = new ReadAhead(lines::load);
  }

  /** Starts a source of the lines of a file, whose first one names the columns. */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  /** Says what of a line is read. Not thread safe. */
  public static final class Builder {
    private final Path file;
    private final List<Part> parts = new ArrayList<>();
    private byte separator = ',';
    private int columns;

    /** A field that waits for the header. */
    private interface Part {
      CsvField in(ToIntFunction<String> header);
    }

    private Builder(Path file) {
      this.file = file;
    }

    /**
     * What stands between two cells; a comma without this.
     *
     * @throws IllegalArgumentException if it is no ASCII character, or one that means something
     *     else
     */
    public Builder separator(char character) {
      if (character >= 128
          || Character.isLetterOrDigit(character)
          || "\"\n\r .+-".indexOf(character) >= 0) {
        throw new IllegalArgumentException(
            "a separator must be an ASCII character that is no letter, digit, quote, blank, sign,"
                + " point or line end, but is '"
                + character
                + "'");
      }
      separator = (byte) character;
      return this;
    }

    /** The first line is a record, and each has so many columns. */
    public Builder withoutHeader(int numberOfColumns) {
      columns = (int) Checks.atLeastOne("numberOfColumns", numberOfColumns);
      return this;
    }

    /** A field of numbers, from as many columns as it has values, by their names. */
    public Builder field(Field field, String... names) {
      List<String> wanted = List.of(names);
      requireColumns(field, wanted.size());
      parts.add(header -> CsvField.ofNumbers(field, wanted.stream().mapToInt(header).toArray()));
      return this;
    }

    /**
     * A field of numbers, from as many columns as it has values; the first one is counted from 0.
     */
    public Builder field(Field field, int firstColumn) {
      Checks.nonNegative("firstColumn", firstColumn);
      int[] all = IntStream.range(firstColumn, firstColumn + field.values()).toArray();
      parts.add(header -> CsvField.ofNumbers(field, all));
      return this;
    }

    /**
     * An INT32 field of one value: the place of a cell's text in a list, from 0. A record with any
     * other text fails. The list must be known and not be taken from the data.
     */
    public Builder classes(String name, String column, List<String> classes) {
      Field field = ofClasses(name, classes);
      List<String> copy = List.copyOf(classes);
      parts.add(header -> CsvField.ofClasses(field, header.applyAsInt(column), copy));
      return this;
    }

    /** As {@link #classes(String, String, List)}, of a column that is counted from 0. */
    public Builder classes(String name, int column, List<String> classes) {
      Checks.nonNegative("column", column);
      Field field = ofClasses(name, classes);
      List<String> copy = List.copyOf(classes);
      parts.add(header -> CsvField.ofClasses(field, column, copy));
      return this;
    }

    private static Field ofClasses(String name, List<String> classes) {
      Checks.atLeastOne("the number of classes of '" + name + "'", classes.size());
      return Field.of(name, Field.Type.INT32).below(classes.size());
    }

    private static void requireColumns(Field field, int names) {
      if (names != field.values()) {
        throw new IllegalArgumentException(
            "the field '"
                + field.name()
                + "' needs a column for each of its "
                + field.values()
                + " values, but has "
                + names);
      }
    }

    /**
     * Opens the file, and reads it once to find its lines.
     *
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it has no records, a column is not in it, or there are no
     *     fields or two of one name; the message quotes nothing of the file
     */
    public CsvRecords build() {
      MappedFile mapped = MappedFile.open(file);
      boolean hasHeader = columns == 0;
      List<String> header = hasHeader ? header(mapped) : List.of();
      int width = hasHeader ? header.size() : columns;
      List<CsvField> all =
          parts.stream().map(part -> part.in(name -> indexOf(header, name))).toList();
      FieldNames.require(all.stream().map(CsvField::field).toList());
      for (CsvField part : all) {
        if (part.lastColumn() >= width) {
          throw new IllegalArgumentException(
              "the field '"
                  + part.field().name()
                  + "' reads column "
                  + part.lastColumn()
                  + ", counted from 0, but "
                  + file
                  + " has "
                  + width);
        }
      }
      long from = hasHeader ? mapped.indexOf((byte) '\n', 0) + 1 : 0;
      return new CsvRecords(new Lines(mapped, from), separator, width, all);
    }

    private List<String> header(MappedFile mapped) {
      Optional<List<String>> cells =
          Lines.bytes(mapped, 0).flatMap(line -> CsvLine.cells(line, separator));
      if (cells.isEmpty()) {
        throw new IllegalArgumentException(
            "the first line of "
                + file
                + " must name the columns, but cannot be read; call withoutHeader(columns) if it"
                + " is a record");
      }
      String first = cells.get().get(0).replaceFirst("^\uFEFF", ""); // byte order mark
      return Stream.concat(Stream.of(first), cells.get().stream().skip(1))
          .collect(Collectors.toList());
    }

    /** The header is not quoted: what was taken for one may be a record. */
    private int indexOf(List<String> header, String name) {
      if (Collections.frequency(header, name) != 1) {
        throw new IllegalArgumentException(
            "the first line of "
                + file
                + " must name the column '"
                + name
                + "' once; look at the names and the separator, or call withoutHeader(columns) and"
                + " count columns");
      }
      return header.indexOf(name);
    }
  }

  @Override
  public int size() {
    return lines.size();
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public boolean read(int row, RecordSink into) {
    Optional<CsvLine> line =
        lines.line(row).flatMap(bytes -> CsvLine.of(bytes, separator, columns));
    return line.isPresent() && isGiven(line.get(), into);
  }

  private boolean isGiven(CsvLine line, RecordSink into) {
    try {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).give(line, into, i)) {
          return false;
        }
      }
      return true;
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  @Override
  public void announce(int[] rows) {
    ahead.announce(rows);
  }

  @Override
  public void close() {
    ahead.close();
    lines.close();
  }
}
