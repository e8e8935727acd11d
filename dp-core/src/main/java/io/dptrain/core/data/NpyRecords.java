package io.dptrain.core.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Records in files of NumPy, one for each field, whose first axis is that of the records. The files
 * are mapped and may be larger than memory; they must stay as they are while they are read.
 *
 * <pre>{@code
 * try (RecordSource data = NpyRecords.builder()
 *     .column("pixels", folder.resolve("pixels.npy"))
 *     .column("label", folder.resolve("labels.npy"), field -> field.below(10))
 *     .build()) { ... }
 * }</pre>
 *
 * <p>Types are {@code <f4}, {@code <f8}, {@code <i4}, {@code <i8} and {@code |u1}, in C order.
 * Other columnar formats, such as Parquet, are written as such files once. Thread safe. Records
 * that are announced are read by four daemon threads, which end with {@link #close}.
 */
public final class NpyRecords implements RecordSource {
  private final int size;
  private final List<Column> columns;
  private final List<Field> fields;
  private final ReadAhead ahead = new ReadAhead(this::load);

  /** A file with its field. */
  private record Column(MappedFile file, NpyHeader header, Field field) {
    void give(int row, RecordSink into, int index) {
      byte[] bytes = new byte[header.recordBytes()];
      file.copy(header.dataFrom() + (long) row * bytes.length, bytes, bytes.length);
      field.give(ByteBuffer.wrap(bytes), into, index);
    }

    void load(int row) {
      int length = header.recordBytes();
      file.touch(header.dataFrom() + (long) row * length, length);
    }
  }

  private NpyRecords(int size, List<Column> columns) {
    this.size = size;
    this.columns = columns;
    this.fields = columns.stream().map(Column::field).toList();
  }

  /** Starts a source without columns. */
  public static Builder builder() {
    return new Builder();
  }

  /** Opens the files of a source. Not thread safe. */
  public static final class Builder {
    private final List<Column> columns = new ArrayList<>();

    private Builder() {}

    /**
     * A file, whose field has the type and shape that its header says.
     *
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it is no .npy file, or one of another kind, or not of the
     *     length that its header says
     */
    public Builder column(String name, Path file) {
      return column(name, file, field -> field);
    }

    /**
     * A file, whose field has a rule or another shape.
     *
     * @param change makes the field out of that of the header, as {@code field -> field.below(10)}
     * @throws IllegalArgumentException as {@link #column(String, Path)} does, or if the field has
     *     another type or number of values than the header says
     */
    public Builder column(String name, Path file, UnaryOperator<Field> change) {
      MappedFile mapped = MappedFile.open(file);
      NpyHeader header = NpyHeader.read(name, mapped);
      Field field = change.apply(header.field());
      if (field.type() != header.field().type() || field.values() != header.field().values()) {
        throw new IllegalArgumentException(
            "the field of "
                + file
                + " must stay of type and number of values "
                + header.field()
                + ", but is "
                + field);
      }
      columns.add(new Column(mapped, header, field));
      return this;
    }

    /**
     * The source of all columns.
     *
     * @throws IllegalArgumentException if there are none, or they have different numbers of records
     *     or the same name
     */
    public NpyRecords build() {
      FieldNames.require(columns.stream().map(Column::field).toList());
      Column first = columns.get(0);
      for (Column other : columns) {
        if (other.header().records() != first.header().records()) {
          throw new IllegalArgumentException(
              "all files must have as many records, but "
                  + first.file().file()
                  + " has "
                  + first.header().records()
                  + " and "
                  + other.file().file()
                  + " has "
                  + other.header().records());
        }
      }
      return new NpyRecords((int) first.header().records(), List.copyOf(columns));
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public boolean read(int row, RecordSink into) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).give(row, into, i);
    }
    return true;
  }

  @Override
  public void announce(int[] rows) {
    ahead.announce(rows);
  }

  private void load(int row) {
    columns.forEach(column -> column.load(row));
  }

  @Override
  public void close() {
    ahead.close();
    columns.forEach(column -> column.file().close());
  }
}
