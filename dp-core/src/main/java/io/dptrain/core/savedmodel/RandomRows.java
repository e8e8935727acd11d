package io.dptrain.core.savedmodel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Rows that fit a signature, to run a model on: numbers from 0 up to a limit, since floating point
 * may stand for class numbers of an embedding, whole numbers below it, bytes of all values. Drawn
 * from a fixed seed.
 */
final class RandomRows {
  private static final int ROWS = 3;

  /** For sizes that are not known beside that of the batch: enough for a few layers of pooling. */
  private static final int OTHER = 32;

  private RandomRows() {}

  /**
   * One tensor for each input. The caller closes them.
   *
   * @param limit 1 or more: a table of an embedding has as many rows
   * @throws IllegalArgumentException if an input has no shape, or a type that is not known here
   */
  static Map<String, Tensor> of(SignatureDef signature, int limit) {
    Random random = new Random(20);
    Map<String, Tensor> rows = new LinkedHashMap<>();
    try {
      signature
          .getInputsMap()
          .forEach((key, info) -> rows.put(key, tensor(key, info, random, limit)));
      return rows;
    } catch (RuntimeException e) {
      rows.values().forEach(Tensor::close);
      throw e;
    }
  }

  private static Tensor tensor(String key, TensorInfo info, Random random, int limit) {
    Shape shape = shape(key, info.getTensorShape());
    byte[] bytes = new byte[Math.toIntExact(shape.size())];
    return switch (info.getDtype()) {
      case DT_FLOAT ->
          Tensor.of(
              TFloat32.class,
              shape,
              t -> t.scalars().forEach(s -> s.setFloat(limit * random.nextFloat())));
      case DT_DOUBLE ->
          Tensor.of(
              TFloat64.class,
              shape,
              t -> t.scalars().forEach(s -> s.setDouble(limit * random.nextDouble())));
      case DT_INT32 ->
          Tensor.of(
              TInt32.class, shape, t -> t.scalars().forEach(s -> s.setInt(random.nextInt(limit))));
      case DT_INT64 ->
          Tensor.of(
              TInt64.class, shape, t -> t.scalars().forEach(s -> s.setLong(random.nextInt(limit))));
      case DT_BOOL ->
          Tensor.of(
              TBool.class,
              shape,
              t -> t.scalars().forEach(s -> s.setBoolean(random.nextBoolean())));
      case DT_UINT8 -> {
        random.nextBytes(bytes);
        yield Tensor.of(
            (Class<? extends TType>) TUint8.class, shape, t -> t.asRawTensor().data().write(bytes));
      }
      default ->
          throw new IllegalArgumentException(
              "the input '" + key + "' must be of numbers, but is of " + info.getDtype());
    };
  }

  private static Shape shape(String key, TensorShapeProto proto) {
    if (proto.getUnknownRank()) {
      throw new IllegalArgumentException(
          "the input '" + key + "' must have a shape in the signature, but has none");
    }
    List<TensorShapeProto.Dim> sizes = proto.getDimList();
    long[] known = new long[sizes.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = sizes.get(i).getSize() >= 0 ? sizes.get(i).getSize() : i == 0 ? ROWS : OTHER;
    }
    return Shape.of(known);
  }
}
