package io.dptrain.core.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes the values of one record from a {@link RecordSource}, field by field in any order, and
 * checks them. Values are copied. The method must be that of the field's type, and the number of
 * values that of its shape, in the order of its last axis first (row-major); whatever else is
 * given, the record fails, and so does one of which a field is missing.
 *
 * <p>Not thread safe.
 */
public final class RecordSink {
  private final List<Field> fields;
  private final List<List<Column>> columns;
  private final boolean[] isGiven;
  private int position;
  private Optional<String> fault = Optional.empty();

  /**
   * A sink that keeps what it is given.
   *
   * @param columns for each field where its values go
   */
  RecordSink(List<Field> fields, List<List<Column>> columns) {
    this.fields = fields;
    this.columns = columns;
    this.isGiven = new boolean[fields.size()];
  }

  /**
   * Lets a source give one record.
   *
   * @param to its place in the columns; zeros if it fails
   * @return why it fails, by field and rule; empty if it does not. Sensitive
   */
  Optional<String> read(RecordSource source, int row, int to) {
    Arrays.fill(isGiven, false);
    fault = Optional.empty();
    position = to;
    if (!isRead(source, row)) {
      fault = Optional.of("cannot be read");
    }
    for (int field = 0; field < isGiven.length; field++) {
      if (!isGiven[field]) {
        fail(field, "is missing");
      }
    }
    if (fault.isPresent()) {
      columns.forEach(some -> some.forEach(column -> column.clear(to)));
    }
    return fault;
  }

  private boolean isRead(RecordSource source, int row) {
    try {
      return source.read(row, this);
    } catch (RecordSource.StorageException e) {
      throw e;
    } catch (RuntimeException e) { // shown, it would tell of the record
      return false;
    }
  }

  /** Gives all values of a FLOAT32 field. */
  public void floats(int field, float... values) {
    if (isWhole(field, values.length)) {
      floats(field, values, 0);
    }
  }

  /** Gives as many values of an array as the FLOAT32 field has, from a place on. */
  public void floats(int field, float[] values, int from) {
    if (isTaken(field, Field.Type.FLOAT32, values.length, from)) {
      Ranges.check(fields.get(field), values, from).ifPresent(rule -> fail(field, rule));
      columns.get(field).forEach(column -> column.put(position, values, from));
    }
  }

  /** Gives all values of a FLOAT64 field. */
  public void doubles(int field, double... values) {
    if (isWhole(field, values.length)) {
      doubles(field, values, 0);
    }
  }

  /** Gives as many values of an array as the FLOAT64 field has, from a place on. */
  public void doubles(int field, double[] values, int from) {
    if (isTaken(field, Field.Type.FLOAT64, values.length, from)) {
      Ranges.check(fields.get(field), values, from).ifPresent(rule -> fail(field, rule));
      columns.get(field).forEach(column -> column.put(position, values, from));
    }
  }

  /** Gives all values of an INT32 field. */
  public void ints(int field, int... values) {
    if (isWhole(field, values.length)) {
      ints(field, values, 0);
    }
  }

  /** Gives as many values of an array as the INT32 field has, from a place on. */
  public void ints(int field, int[] values, int from) {
    if (isTaken(field, Field.Type.INT32, values.length, from)) {
      Ranges.check(fields.get(field), values, from).ifPresent(rule -> fail(field, rule));
      columns.get(field).forEach(column -> column.put(position, values, from));
    }
  }

  /** Gives all values of an INT64 field. */
  public void longs(int field, long... values) {
    if (isWhole(field, values.length)) {
      longs(field, values, 0);
    }
  }

  /** Gives as many values of an array as the INT64 field has, from a place on. */
  public void longs(int field, long[] values, int from) {
    if (isTaken(field, Field.Type.INT64, values.length, from)) {
      Ranges.check(fields.get(field), values, from).ifPresent(rule -> fail(field, rule));
      columns.get(field).forEach(column -> column.put(position, values, from));
    }
  }

  /** Gives all values of a UINT8 field, each as the byte of its eight bits. */
  public void bytes(int field, byte... values) {
    if (isWhole(field, values.length)) {
      bytes(field, values, 0);
    }
  }

  /** Gives as many values of an array as the UINT8 field has, from a place on. */
  public void bytes(int field, byte[] values, int from) {
    if (isTaken(field, Field.Type.UINT8, values.length, from)) {
      Ranges.check(fields.get(field), values, from).ifPresent(rule -> fail(field, rule));
      columns.get(field).forEach(column -> column.put(position, values, from));
    }
  }

  private boolean isWhole(int field, int length) {
    if (length != fields.get(field).values()) {
      fail(field, "has another number of values");
    }
    return length == fields.get(field).values();
  }

  private boolean isTaken(int field, Field.Type type, int length, int from) {
    isGiven[field] = true;
    if (fields.get(field).type() != type) {
      fail(field, "is given values of another type");
    } else if (from < 0 || from > length - fields.get(field).values()) {
      fail(field, "has another number of values");
    } else {
      return true;
    }
    return false;
  }

  /** The first fault stays. */
  private void fail(int field, String rule) {
    if (fault.isEmpty()) {
      fault = Optional.of("'" + fields.get(field).name() + "' " + rule);
    }
  }
}
