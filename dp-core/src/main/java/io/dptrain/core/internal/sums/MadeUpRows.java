package io.dptrain.core.internal.sums;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.op.Operands;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * Rows that are nobody's: drawn from a seed, or all zeros, or all ones. What a model does with them
 * tells nothing of any data.
 */
public final class MadeUpRows {
  /** Where the numbers come from. */
  public enum Kind {
    /** Standard normal numbers; integers and truth values are zero or one. */
    VARIED,
    /** Numbers between zero and one, for models that take a logarithm or a root of their data. */
    POSITIVE,
    /** Zeros. */
    ZEROS,
    /** Ones. */
    ONES;

    private double number(SplittableRandom random) {
      return switch (this) {
        case VARIED -> random.nextGaussian();
        case POSITIVE -> random.nextDouble();
        case ZEROS -> 0;
        case ONES -> 1;
      };
    }

    private int integer(SplittableRandom random) {
      return switch (this) {
        case VARIED, POSITIVE -> random.nextInt(2);
        case ZEROS -> 0;
        case ONES -> 1;
      };
    }
  }

  private MadeUpRows() {}

  /**
   * What the data placeholders of a model may be fed; its public inputs are left to the caller. The
   * same seed gives the same rows. Where units have different numbers of rows, so have these, and
   * what stands in the places of absent rows is made up as well. The caller closes them.
   *
   * @param units how many privacy units
   * @param rowsPerUnit how many rows each of them has
   */
  public static FedInputs feeds(
      PrivateModel<?> model, Kind kind, int units, int rowsPerUnit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long rows = Math.multiplyExact((long) units, rowsPerUnit);
    FedInputs feeds = new FedInputs();
    for (Output<?> input : model.rowInputs()) {
      feeds.feed(input, rows(input, kind, rows, random));
    }
    model
        .rowWeights()
        .ifPresent(
            weights -> {
              int[] present =
                  IntStream.generate(() -> 1 + random.nextInt(rowsPerUnit)).limit(units).toArray();
              feeds.feed(weights.placeholder(), weights.of(present));
            });
    return feeds;
  }

  private static Tensor rows(Output<?> input, Kind kind, long rows, SplittableRandom random) {
    Class<? extends TType> type = input.type();
    DataType element = Operands.toDataType(type);
    return Tensor.of(
        type,
        input.shape().tail().prepend(rows),
        target -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(Math.toIntExact(target.numBytes()))
                  .order(ByteOrder.nativeOrder());
          while (bytes.hasRemaining()) {
            put(bytes, element, kind, random);
          }
          target.asRawTensor().data().write(bytes.array());
        });
  }

  private static void put(ByteBuffer bytes, DataType element, Kind kind, SplittableRandom random) {
    switch (element) {
      case DT_FLOAT -> bytes.putFloat((float) kind.number(random));
      case DT_DOUBLE -> bytes.putDouble(kind.number(random));
      case DT_BFLOAT16 ->
          bytes.putShort((short) (Float.floatToIntBits((float) kind.number(random)) >>> 16));
      case DT_HALF -> bytes.putShort(half(kind.number(random)));
      case DT_INT32, DT_UINT32 -> bytes.putInt(kind.integer(random));
      case DT_INT64, DT_UINT64 -> bytes.putLong(kind.integer(random));
      case DT_INT16, DT_UINT16 -> bytes.putShort((short) kind.integer(random));
      default -> bytes.put((byte) kind.integer(random));
    }
  }

  /** A number as half precision, cut off; below the smallest normal one it is zero. */
  private static short half(double number) {
    int bits = Float.floatToIntBits((float) number);
    int exponent = (bits >>> 23 & 0xff) - 127 + 15;
    int sign = bits >>> 16 & 0x8000;
    return (short) (exponent <= 0 ? sign : sign | exponent << 10 | (bits >>> 13 & 0x3ff));
  }
}
