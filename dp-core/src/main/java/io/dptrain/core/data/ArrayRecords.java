package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * Records in arrays of Java, one for each field: flat, record after record, or one array for each
 * record. The arrays are not copied, and must not change while they are read.
 *
 * <pre>{@code
 * RecordSource data = ArrayRecords.of(60_000)
 *     .with(Field.of("pixels", FLOAT32, 28, 28), pixels)   // float[60_000 * 784]
 *     .with(Field.of("label", INT32).below(10), labels);   // int[60_000]
 * }</pre>
 *
 * <p>Immutable: {@code with} returns a source of one field more. Thread safe.
 */
public final class ArrayRecords implements RecordSource {
  private final int size;
  private final List<Field> fields;
  private final List<Values> values;

  /** Gives the values of a record to a field of a sink. */
  @FunctionalInterface
  private interface Values {
    void give(int row, RecordSink into, int field);
  }

  private ArrayRecords(int size, List<Field> fields, List<Values> values) {
    this.size = size;
    this.fields = fields;
    this.values = values;
  }

  /**
   * So many records, without fields yet.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ArrayRecords of(int size) {
    return new ArrayRecords((int) Checks.atLeastOne("size", size), List.of(), List.of());
  }

  /**
   * A FLOAT32 field more.
   *
   * @throws IllegalArgumentException if the field is of another type or is there already, or the
   *     array has another number of values than all records together
   */
  public ArrayRecords with(Field field, float[] all) {
    int width = field.values();
    require(field, Field.Type.FLOAT32, all.length);
    return plus(field, (row, into, index) -> into.floats(index, all, row * width));
  }

  /** A FLOAT64 field more; errors as of {@link #with(Field, float[])}. */
  public ArrayRecords with(Field field, double[] all) {
    int width = field.values();
    require(field, Field.Type.FLOAT64, all.length);
    return plus(field, (row, into, index) -> into.doubles(index, all, row * width));
  }

  /** An INT32 field more; errors as of {@link #with(Field, float[])}. */
  public ArrayRecords with(Field field, int[] all) {
    int width = field.values();
    require(field, Field.Type.INT32, all.length);
    return plus(field, (row, into, index) -> into.ints(index, all, row * width));
  }

  /** An INT64 field more; errors as of {@link #with(Field, float[])}. */
  public ArrayRecords with(Field field, long[] all) {
    int width = field.values();
    require(field, Field.Type.INT64, all.length);
    return plus(field, (row, into, index) -> into.longs(index, all, row * width));
  }

  /** A UINT8 field more; errors as of {@link #with(Field, float[])}. */
  public ArrayRecords with(Field field, byte[] all) {
    int width = field.values();
    require(field, Field.Type.UINT8, all.length);
    return plus(field, (row, into, index) -> into.bytes(index, all, row * width));
  }

  /**
   * A FLOAT32 field more, of one array for each record. A record whose array is missing or has
   * another length fails.
   *
   * @throws IllegalArgumentException as {@link #with(Field, float[])} does
   */
  public ArrayRecords with(Field field, float[][] records) {
    require(field, Field.Type.FLOAT32, (long) records.length * field.values());
    return plus(field, (row, into, index) -> into.floats(index, records[row]));
  }

  private void require(Field field, Field.Type type, long length) {
    if (field.type() != type) {
      throw new IllegalArgumentException(
          "the field '" + field.name() + "' is " + field.type() + ", but its array is " + type);
    }
    if (length != (long) size * field.values()) {
      throw new IllegalArgumentException(
          "the field '"
              + field.name()
              + "' needs "
              + (long) size * field.values()
              + " values, "
              + field.values()
              + " for each of "
              + size
              + " records, but its array has "
              + length);
    }
  }

  private ArrayRecords plus(Field field, Values more) {
    List<Field> allFields = new ArrayList<>(fields);
    allFields.add(field);
    FieldNames.require(allFields);
    List<Values> allValues = new ArrayList<>(values);
    allValues.add(more);
    return new ArrayRecords(size, List.copyOf(allFields), List.copyOf(allValues));
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
    for (int field = 0; field < values.size(); field++) {
      values.get(field).give(row, into, field);
    }
    return true;
  }
}
