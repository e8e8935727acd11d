package io.dptrain.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * The values of one placeholder for all records of a batch, which become a tensor. It takes values
 * of its own type, and of those that it holds exactly.
 */
abstract class Column {
  private final int width;

  /** A column of so many values for each record. */
  Column(int width) {
    this.width = width;
  }

  /** A column of zeros. The type is one that {@link #holds} says yes to. */
  static Column of(Class<? extends TType> type, int rows, int width) {
    int size = Math.multiplyExact(rows, width);
    if (type == TFloat32.class) {
      return new Floats(new float[size], width);
    } else if (type == TFloat64.class) {
      return new Doubles(new double[size], width);
    } else if (type == TInt32.class) {
      return new Ints(new int[size], width);
    } else if (type == TInt64.class) {
      return new Longs(new long[size], width);
    }
    return new Bytes(new byte[size], width);
  }

  /**
   * A column of one record, for a field of any type, that keeps values as they are.
   *
   * @param bytes takes them from its position on, little endian, and moves behind them
   */
  static Column encoded(Field field, ByteBuffer bytes) {
    ByteBuffer own = bytes.slice().limit(field.bytes()).slice().order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + field.bytes());
    return new Encoded(own, field.values());
  }

  /** Whether each value of a field can be fed to a placeholder as it is. */
  static boolean holds(Class<? extends TType> type, Field.Type of) {
    return switch (of) {
      case FLOAT32 -> type == TFloat32.class || type == TFloat64.class;
      case FLOAT64 -> type == TFloat64.class;
      case INT32 -> type == TInt32.class || type == TInt64.class || type == TFloat64.class;
      case INT64 -> type == TInt64.class;
      case UINT8 ->
          type == TUint8.class
              || type == TInt32.class
              || type == TInt64.class
              || type == TFloat32.class
              || type == TFloat64.class;
    };
  }

  int width() {
    return width;
  }

  /** Where a record begins. */
  int at(int position) {
    return position * width;
  }

  void put(int position, float[] values, int from) {
    throw refused();
  }

  void put(int position, double[] values, int from) {
    throw refused();
  }

  void put(int position, int[] values, int from) {
    throw refused();
  }

  void put(int position, long[] values, int from) {
    throw refused();
  }

  void put(int position, byte[] values, int from) {
    throw refused();
  }

  /** Fields are held against their placeholders when a feeder is made. */
  private static IllegalStateException refused() {
    return new IllegalStateException("a column must hold the type of its field");
  }

  /** Zeros for a record. */
  abstract void clear(int position);

  /** What was put. The caller closes it. */
  abstract Tensor tensor(Shape shape);

  private static final class Floats extends Column {
    private final float[] all;

    Floats(float[] all, int width) {
      super(width);
      this.all = all;
    }

    @Override
    void put(int position, float[] values, int from) {
      System.arraycopy(values, from, all, at(position), width());
    }

    @Override
    void put(int position, byte[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i] & 0xff;
      }
    }

    @Override
    void clear(int position) {
      Arrays.fill(all, at(position), at(position + 1), 0);
    }

    @Override
    Tensor tensor(Shape shape) {
      return TFloat32.tensorOf(shape, DataBuffers.of(all, false, false));
    }
  }

  private static final class Doubles extends Column {
    private final double[] all;

    Doubles(double[] all, int width) {
      super(width);
      this.all = all;
    }

    @Override
    void put(int position, double[] values, int from) {
      System.arraycopy(values, from, all, at(position), width());
    }

    @Override
    void put(int position, float[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i];
      }
    }

    @Override
    void put(int position, int[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i];
      }
    }

    @Override
    void put(int position, byte[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i] & 0xff;
      }
    }

    @Override
    void clear(int position) {
      Arrays.fill(all, at(position), at(position + 1), 0);
    }

    @Override
    Tensor tensor(Shape shape) {
      return TFloat64.tensorOf(shape, DataBuffers.of(all, false, false));
    }
  }

  private static final class Ints extends Column {
    private final int[] all;

    Ints(int[] all, int width) {
      super(width);
      this.all = all;
    }

    @Override
    void put(int position, int[] values, int from) {
      System.arraycopy(values, from, all, at(position), width());
    }

    @Override
    void put(int position, byte[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i] & 0xff;
      }
    }

    @Override
    void clear(int position) {
      Arrays.fill(all, at(position), at(position + 1), 0);
    }

    @Override
    Tensor tensor(Shape shape) {
      return TInt32.tensorOf(shape, DataBuffers.of(all, false, false));
    }
  }

  private static final class Longs extends Column {
    private final long[] all;

    Longs(long[] all, int width) {
      super(width);
      this.all = all;
    }

    @Override
    void put(int position, long[] values, int from) {
      System.arraycopy(values, from, all, at(position), width());
    }

    @Override
    void put(int position, int[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i];
      }
    }

    @Override
    void put(int position, byte[] values, int from) {
      int to = at(position);
      for (int i = 0; i < width(); i++) {
        all[to + i] = values[from + i] & 0xff;
      }
    }

    @Override
    void clear(int position) {
      Arrays.fill(all, at(position), at(position + 1), 0);
    }

    @Override
    Tensor tensor(Shape shape) {
      return TInt64.tensorOf(shape, DataBuffers.of(all, false, false));
    }
  }

  private static final class Bytes extends Column {
    private final byte[] all;

    Bytes(byte[] all, int width) {
      super(width);
      this.all = all;
    }

    @Override
    void put(int position, byte[] values, int from) {
      System.arraycopy(values, from, all, at(position), width());
    }

    @Override
    void clear(int position) {
      Arrays.fill(all, at(position), at(position + 1), (byte) 0);
    }

    @Override
    Tensor tensor(Shape shape) {
      return TUint8.tensorOf(shape, DataBuffers.of(all, false, false));
    }
  }

  private static final class Encoded extends Column {
    private final ByteBuffer one;

    Encoded(ByteBuffer one, int width) {
      super(width);
      this.one = one;
    }

    @Override
    void put(int position, float[] values, int from) {
      one.asFloatBuffer().put(at(position), values, from, width());
    }

    @Override
    void put(int position, double[] values, int from) {
      one.asDoubleBuffer().put(at(position), values, from, width());
    }

    @Override
    void put(int position, int[] values, int from) {
      one.asIntBuffer().put(at(position), values, from, width());
    }

    @Override
    void put(int position, long[] values, int from) {
      one.asLongBuffer().put(at(position), values, from, width());
    }

    @Override
    void put(int position, byte[] values, int from) {
      one.put(at(position), values, from, width());
    }

    @Override
    void clear(int position) {
      one.put(0, new byte[one.limit()]);
    }

    @Override
    Tensor tensor(Shape shape) {
      throw new IllegalStateException("bytes are no tensor");
    }
  }
}
