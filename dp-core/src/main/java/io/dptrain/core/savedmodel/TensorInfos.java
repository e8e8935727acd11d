package io.dptrain.core.savedmodel;

import java.util.Arrays;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes as TensorFlow writes them: -1 for a size that is not known. Stateless. */
final class TensorInfos {
  private TensorInfos() {}

  /**
   * What is written of a tensor.
   *
   * @param shape what is known of it, which may be more than TensorFlow knows
   */
  static TensorInfo of(Output<?> tensor, Shape shape) {
    return TensorInfo.newBuilder()
        .setName(tensor.op().name() + ":" + tensor.index())
        .setDtype(tensor.dataType())
        .setTensorShape(of(shape))
        .build();
  }

  static TensorShapeProto of(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      return proto.setUnknownRank(true).build();
    }
    Arrays.stream(shape.asArray())
        .forEach(size -> proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return proto.build();
  }

  /** The shape that is written there; unknown if there is none. */
  static Shape shape(TensorInfo info) {
    if (!info.hasTensorShape() || info.getTensorShape().getUnknownRank()) {
      return Shape.unknown();
    }
    return Shape.of(
        info.getTensorShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray());
  }
}
