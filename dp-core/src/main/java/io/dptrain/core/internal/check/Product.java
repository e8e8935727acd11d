package io.dptrain.core.internal.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * An operation that is linear in each of two factors of single precision.
 *
 * @param operation as it stands in its graph
 * @param node its definition
 * @param shapes those of the two factors, of a few examples
 */
record Product(GraphOperation operation, NodeDef node, List<Shape> shapes) {
  /** How many elements both factors may have together to be cheap. */
  static final long CHEAP = 1 << 19;

  /** What stands for a size that is not known: it is that of the batch. */
  private static final long ROWS = 8;

  private static final Set<String> OF_TWO =
      Set.of(
          "MatMul",
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Einsum",
          "Conv2D",
          "DepthwiseConv2dNative");
  private static final Set<String> INPUT_GRADIENTS =
      Set.of("Conv2DBackpropInput", "DepthwiseConv2dNativeBackpropInput");
  private static final Set<String> KERNEL_GRADIENTS =
      Set.of("Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropFilter");

  private static final List<String> ATTRIBUTES =
      List.of(
          "transpose_a",
          "transpose_b",
          "adj_x",
          "adj_y",
          "equation",
          "strides",
          "padding",
          "dilations",
          "data_format");

  /** A product; empty if an operation is none, or none in single precision of known rank. */
  static Optional<Product> of(GraphOperation operation, NodeDef node) {
    int[] factors = factors(operation);
    List<Shape> shapes = new ArrayList<>();
    for (int factor : factors) {
      Output<?> input = operation.input(factor);
      if (input.shape().isUnknown() || !input.type().equals(TFloat32.class)) {
        return Optional.empty();
      }
      shapes.add(known(input.shape()));
    }
    boolean isProduct = factors.length == 2 && !operation.output(0).shape().isUnknown();
    return isProduct ? Optional.of(new Product(operation, node, shapes)) : Optional.empty();
  }

  /** The inputs that are factors; none if it is no product. */
  private static int[] factors(GraphOperation operation) {
    String type = operation.type();
    if (OF_TWO.contains(type) && operation.numInputs() == 2) {
      return new int[] {0, 1};
    }
    return INPUT_GRADIENTS.contains(type)
        ? new int[] {1, 2}
        : KERNEL_GRADIENTS.contains(type) ? new int[] {0, 2} : new int[0];
  }

  private static Shape known(Shape shape) {
    return Shape.of(Arrays.stream(shape.asArray()).map(size -> size < 0 ? ROWS : size).toArray());
  }

  /** Products of one kind are computed alike: they differ in their sizes alone. */
  String kind() {
    StringBuilder kind = new StringBuilder(operation.type());
    ATTRIBUTES.forEach(name -> kind.append(node.getAttrMap().get(name)));
    return kind.append(shapes.stream().map(Shape::numDimensions).toList()).toString();
  }

  long size() {
    return shapes.stream().mapToLong(Shape::size).sum();
  }

  /** The name of a factor in the graph that it was added to. */
  String factor(int side) {
    return operation.name() + "/factor_" + side;
  }

  /** Adds the operation alone to another graph, under its name. */
  void addTo(GraphDef.Builder graph) {
    NodeDef.Builder alone = node.toBuilder().clearInput().clearDevice().removeAttr("_class");
    AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    int[] factors = factors(operation);
    int side = 0;
    for (int i = 0; i < operation.numInputs(); i++) {
      if (side < 2 && factors[side] == i) {
        graph.addNode(
            NodeDef.newBuilder().setName(factor(side)).setOp("Placeholder").putAttr("dtype", type));
        alone.addInput(factor(side++));
      } else {
        alone.addInput(operation.name() + "/sizes");
        graph.addNode(sizes());
      }
    }
    graph.addNode(alone);
  }

  /** The shape of the result, which backward convolutions take as an input. */
  private NodeDef sizes() {
    long[] shape = known(operation.output(0).shape()).asArray();
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(shape.length)));
    Arrays.stream(shape).forEach(size -> tensor.addIntVal((int) size));
    return NodeDef.newBuilder()
        .setName(operation.name() + "/sizes")
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}
