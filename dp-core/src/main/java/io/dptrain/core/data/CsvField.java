package io.dptrain.core.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a field is read from the cells of a line. Immutable. */
final class CsvField {
  private final Field field;
  private final int[] columns;
  private final Map<String, Integer> classes;

  private CsvField(Field field, int[] columns, Map<String, Integer> classes) {
    this.field = field;
    this.columns = columns;
    this.classes = classes;
  }

  /** A field of numbers, one column for each value. */
  static CsvField ofNumbers(Field field, int[] columns) {
    return new CsvField(field, columns.clone(), Map.of());
  }

  /** An INT32 field of one value: the place of the cell's text in a list. */
  static CsvField ofClasses(Field field, int column, List<String> names) {
    Map<String, Integer> classes = new HashMap<>();
    for (String name : names) {
      if (classes.put(name, classes.size()) != null) {
        throw new IllegalArgumentException(
            "the classes of '" + field.name() + "' name '" + name + "' twice; name each once");
      }
    }
    return new CsvField(field, new int[] {column}, classes);
  }

  Field field() {
    return field;
  }

  int lastColumn() {
    int last = 0;
    for (int column : columns) {
      last = Math.max(last, column);
    }
    return last;
  }

  /**
   * Gives the values of a line to a sink.
   *
   * @return false if a class is not of the list
   * @throws ArithmeticException if a number has more bits than the type
   * @throws NumberFormatException if a cell is no number
   */
  boolean give(CsvLine line, RecordSink into, int index) {
    if (!classes.isEmpty()) {
      Integer number = classes.get(line.text(columns[0]));
      into.ints(index, number == null ? 0 : number);
      return number != null;
    }
    switch (field.type()) {
      case FLOAT32 -> {
        float[] values = new float[columns.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) line.number(columns[i]);
        }
        into.floats(index, values);
      }
      case FLOAT64 -> {
        double[] values = new double[columns.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = line.number(columns[i]);
        }
        into.doubles(index, values);
      }
      case INT32 -> {
        int[] values = new int[columns.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.toIntExact(line.whole(columns[i]));
        }
        into.ints(index, values);
      }
      case INT64 -> {
        long[] values = new long[columns.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = line.whole(columns[i]);
        }
        into.longs(index, values);
      }
      case UINT8 -> into.bytes(index, unsigned(line));
    }
    return true;
  }

  private byte[] unsigned(CsvLine line) {
    byte[] values = new byte[columns.length];
    for (int i = 0; i < values.length; i++) {
      long value = line.whole(columns[i]);
      if (value < 0 || value > 255) {
        throw new ArithmeticException("a value must be from 0 to 255");
      }
      values[i] = (byte) value;
    }
    return values;
  }
}
