package io.dptrain.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * One part of each record: its name, the type and number of its values, and the rule that they must
 * keep. A record that breaks a rule fails, as one that cannot be parsed does. All of it is public,
 * so it must be known and not be taken from the data.
 *
 * <p>Values of floating point must be finite, whatever the rule. Immutable.
 *
 * @param name unique in its source
 * @param type of each value
 * @param shape of one record, without the axis of the records; {@link Shape#scalar()} for one value
 * @param rule where the values must lie; empty for anywhere
 */
public record Field(String name, Type type, Shape shape, Optional<Range> rule) {
  private static final double LARGEST_WHOLE = 1L << 53;

  /** The types of values. */
  public enum Type {
    /** IEEE 754, 4 bytes. */
    FLOAT32(4),
    /** IEEE 754, 8 bytes. */
    FLOAT64(8),
    /** With a sign, 4 bytes. */
    INT32(4),
    /** With a sign, 8 bytes. */
    INT64(8),
    /** From 0 to 255. */
    UINT8(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    boolean isFloating() {
      return this == FLOAT32 || this == FLOAT64;
    }
  }

  /** A closed range. Of a FLOAT32 field its ends are rounded to single precision. */
  public record Range(double smallest, double largest) {
    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException if an end is not finite, or they are in the wrong order
     */
    public Range {
      if (!(smallest <= largest
          && smallest > Double.NEGATIVE_INFINITY
          && largest < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a range must have finite ends in ascending order, but is "
                + smallest
                + " to "
                + largest);
      }
    }
  }

  /**
   * Checks the field.
   *
   * @throws IllegalArgumentException if the name is blank, a size is unknown or zero, or a rule for
   *     whole numbers has ends that are none or are beyond 2^53
   */
  public Field {
    Objects.requireNonNull(type, "type");
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a field must not be blank");
    }
    if (shape.hasUnknownDimension() || shape.size() < 1 || shape.size() > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "the field '"
              + name
              + "' must have a fixed number of values from 1 to "
              + Integer.MAX_VALUE / 8
              + ", but has the shape "
              + shape);
    }
    if (!type.isFloating()) {
      rule.ifPresent(range -> requireWhole(name, range));
    }
  }

  private static void requireWhole(String name, Range range) {
    for (double end : new double[] {range.smallest(), range.largest()}) {
      if (!(end == Math.rint(end) && Math.abs(end) <= LARGEST_WHOLE)) {
        throw new IllegalArgumentException(
            "the field '"
                + name
                + "' holds whole numbers, so its range must end in some of at most 2^53, but has "
                + end);
      }
    }
  }

  /** A field without a rule; no sizes for one value. */
  public static Field of(String name, Type type, long... shape) {
    return new Field(name, type, Shape.of(shape), Optional.empty());
  }

  /** The same field, whose values must lie from {@code smallest} to {@code largest}. */
  public Field within(double smallest, double largest) {
    return new Field(name, type, shape, Optional.of(new Range(smallest, largest)));
  }

  /** The same field, whose values must be classes from 0 to {@code classes - 1}. */
  public Field below(int classes) {
    return within(0, (double) classes - 1);
  }

  /**
   * The same values, in the same order, in another shape.
   *
   * @throws IllegalArgumentException if that has another number of values
   */
  public Field inShape(long... other) {
    Field reshaped = new Field(name, type, Shape.of(other), rule);
    if (reshaped.values() != values()) {
      throw new IllegalArgumentException(
          "the field '"
              + name
              + "' of shape "
              + shape
              + " must keep its number of values, but is to have the shape "
              + reshaped.shape());
    }
    return reshaped;
  }

  /** How many values a record has here. */
  int values() {
    return (int) shape.size();
  }

  /** How many bytes these values take. */
  int bytes() {
    return values() * type.bytes();
  }

  /**
   * Gives the values of a record to a sink.
   *
   * @param values little endian, from the position of the buffer on, which moves behind them
   * @param index of this field
   */
  void give(ByteBuffer values, RecordSink into, int index) {
    ByteBuffer own = values.slice().order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT32 -> {
        float[] floats = new float[values()];
        own.asFloatBuffer().get(floats);
        into.floats(index, floats);
      }
      case FLOAT64 -> {
        double[] doubles = new double[values()];
        own.asDoubleBuffer().get(doubles);
        into.doubles(index, doubles);
      }
      case INT32 -> {
        int[] ints = new int[values()];
        own.asIntBuffer().get(ints);
        into.ints(index, ints);
      }
      case INT64 -> {
        long[] longs = new long[values()];
        own.asLongBuffer().get(longs);
        into.longs(index, longs);
      }
      case UINT8 -> {
        byte[] bytes = new byte[values()];
        own.get(bytes);
        into.bytes(index, bytes);
      }
    }
    values.position(values.position() + bytes());
  }

  double smallest() {
    return rule.map(Range::smallest).orElse(-Double.MAX_VALUE);
  }

  double largest() {
    return rule.map(Range::largest).orElse(Double.MAX_VALUE);
  }
}
