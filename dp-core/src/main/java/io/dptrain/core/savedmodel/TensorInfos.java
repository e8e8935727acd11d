package io.dptrain.core.savedmodel;

import java.util.Arrays;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes as TensorFlow writes them: -1 for a size that is not known. Stateless. */
final class TensorInfos {
  private TensorInfos() {}

  static TensorInfo of(Output<?> tensor) {
    return TensorInfo.newBuilder()
        .setName(tensor.op().name() + ":" + tensor.index())
        .setDtype(tensor.dataType())
        .setTensorShape(of(tensor.shape()))
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
}
