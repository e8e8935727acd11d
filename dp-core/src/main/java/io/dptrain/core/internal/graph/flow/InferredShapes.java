package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.OperationCopy;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import io.dptrain.core.internal.graph.op.OpFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;

/**
 * Shapes that TensorFlow left open when an operation was added, and that are known once sizes were
 * followed: {@code reshape(x, concat(shape(x)[:1], [-1]))} is of {@code [-1, -1]} for TensorFlow.
 * What comes after it is open as well, so TensorFlow is asked again, with what is known of the
 * inputs: the operation is added to a graph of its own, which is thrown away.
 *
 * <p>Nothing is asked where all that is known of the inputs was known to TensorFlow before. Not
 * thread safe; holds no native memory between calls.
 */
final class InferredShapes implements Shapes {
  /** Takes a shape in which -1 stands for a size that is not known. */
  private static final Set<String> TAKES_OPEN_SIZES =
      Set.of(
          "BroadcastTo",
          "Conv2DBackpropInput",
          "Fill",
          "RandomStandardNormal",
          "RandomUniform",
          "Reshape",
          "Tile",
          "TruncatedNormal");

  private static final int MAX_CONSTANTS = 64;

  private final Map<Output<?>, Shape> known = new HashMap<>();

  InferredShapes() {}

  /** Starts with what others are known to be. */
  InferredShapes(InferredShapes before) {
    known.putAll(before.known);
  }

  @Override
  public Shape of(Output<?> tensor) {
    Shape inferred = known.get(tensor);
    return inferred == null ? tensor.shape() : inferred;
  }

  /** Notes what is known of a tensor, beside what was known of it before. */
  void learn(Output<?> tensor, Shape shape) {
    Shape before = of(tensor);
    Shape both = Shapes.merged(before, shape);
    // Not equals, to which an open axis is another one each time.
    if (!Arrays.equals(both.asArray(), before.asArray())) {
      known.put(tensor, both);
    }
  }

  /** Asks TensorFlow for the shapes of the outputs of an operation, if more is known by now. */
  void infer(GraphOperation operation, List<ExampleDependence> inputs) {
    if (!OpFacts.kindOf(operation.type()).isFollowed()
        || !isOpen(operation)
        || !knowsMore(operation, inputs)) {
      return;
    }
    try (Graph graph = new Graph()) {
      GraphOperation asked = added(Ops.create(graph), operation, inputs);
      for (int i = 0; i < operation.numOutputs(); i++) {
        learn(operation.output(i), asked.output(i).shape());
      }
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      // It finds the graph to be wrong, which the graph says itself when it runs.
    }
  }

  private static boolean isOpen(GraphOperation operation) {
    for (int i = 0; i < operation.numOutputs(); i++) {
      Shape shape = operation.output(i).shape();
      if (shape.isUnknown() || shape.hasUnknownDimension()) {
        return true;
      }
    }
    return false;
  }

  private boolean knowsMore(GraphOperation operation, List<ExampleDependence> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Output<?> input = operation.input(i);
      boolean isComputed = inputs.get(i) instanceof Sizes && !input.op().type().equals("Const");
      if (isComputed || known.containsKey(input)) {
        return true;
      }
    }
    return false;
  }

  private GraphOperation added(Ops tf, GraphOperation operation, List<ExampleDependence> inputs) {
    List<Operand<?>> tensors = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      tensors.add(input(tf, operation, i, inputs.get(i)));
    }
    return OperationCopy.add(tf, operation, tensors, List.of(), Map.of());
  }

  private Operand<?> input(
      Ops tf, GraphOperation operation, int index, ExampleDependence dependence) {
    Output<?> input = operation.input(index);
    if (dependence instanceof Sizes sizes && isWritable(operation.type(), sizes)) {
      return constant(tf, sizes, input);
    }
    GraphOperation producer = (GraphOperation) input.op();
    if (isSmallConstant(producer)) {
      return tf.scope()
          .opBuilder("Const", "Const")
          .setAttr("dtype", producer.attributes().getAttrValueProto("dtype"))
          .setAttr("value", producer.attributes().getAttrValueProto("value"))
          .build()
          .output(0);
    }
    Shape shape = of(input);
    return shape.isUnknown()
        ? tf.placeholder(input.type())
        : tf.placeholder(input.type(), Placeholder.shape(shape));
  }

  private static boolean isWritable(String type, Sizes sizes) {
    return sizes.isDataFree() || TAKES_OPEN_SIZES.contains(type);
  }

  private static boolean isSmallConstant(GraphOperation producer) {
    return Graphs.constantLongs(producer)
        .filter(values -> values.length <= MAX_CONSTANTS)
        .isPresent();
  }

  private static Operand<?> constant(Ops tf, Sizes sizes, Output<?> like) {
    long[] values =
        sizes.entries().stream().mapToLong(size -> size.isConstant() ? size.outer() : -1).toArray();
    Operand<TInt64> vector = sizes.isScalar() ? tf.constant(values[0]) : tf.constant(values);
    if (like.dataType() == DataType.DT_INT64) {
      return vector;
    }
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return sizes.isScalar() ? tf.constant(ints[0]) : tf.constant(ints);
  }

  /** The shape that sizes describe. */
  static Shape shape(List<Size> sizes) {
    return Shape.of(
        sizes.stream()
            .mapToLong(size -> size.isConstant() ? size.outer() : Shape.UNKNOWN_SIZE)
            .toArray());
  }
}
