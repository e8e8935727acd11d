package io.dptrain.core.internal.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * What the operations that take a placeholder say of the shape that it should have been given. It
 * is advice for a message, and decides nothing.
 *
 * @param shape the shape, with the examples in front
 * @param by the operation that says so
 */
public record PlaceholderUse(Shape shape, GraphOperation by) {
  /** They pass on the shape of their first input. */
  private static final Set<String> KEEP_SHAPE =
      Set.of("Cast", "Identity", "Neg", "Abs", "Square", "Sqrt", "Log", "Exp", "StopGradient");

  private static final Set<String> PAIR =
      Set.of(
          "Add",
          "AddV2",
          "Sub",
          "Mul",
          "Div",
          "RealDiv",
          "DivNoNan",
          "SquaredDifference",
          "Equal",
          "NotEqual",
          "Maximum",
          "Minimum",
          "Greater",
          "GreaterEqual",
          "Less",
          "LessEqual");

  /** The first use that tells; empty if none does. */
  public static Optional<PlaceholderUse> of(GraphOperation placeholder) {
    Deque<Output<?>> open = new ArrayDeque<>(Set.of(placeholder.output(0)));
    Set<Output<?>> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Output<?> tensor = open.pop();
      for (GraphOperation consumer : ((GraphOperation) tensor.op()).consumers()) {
        Optional<PlaceholderUse> use =
            shape(consumer, tensor).map(shape -> new PlaceholderUse(shape, consumer));
        if (use.isPresent()) {
          return use;
        }
        boolean keeps = KEEP_SHAPE.contains(consumer.type()) || isScaling(consumer, tensor);
        if (keeps && seen.add(consumer.output(0))) {
          open.add(consumer.output(0));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Shape> shape(GraphOperation consumer, Output<?> tensor) {
    int input = consumer.inputs().indexOf((Operand<?>) tensor);
    return switch (consumer.type()) {
      case "Reshape" -> input == 0 ? reshaped(consumer) : Optional.empty();
      case "MatMul" -> input == 0 ? rows(consumer) : Optional.empty();
      case "OneHot" -> input == 0 ? Optional.of(Shape.of(-1)) : Optional.empty();
      case "SparseSoftmaxCrossEntropyWithLogits" ->
          input == 1 ? Optional.of(Shape.of(-1)) : Optional.empty();
      case "SoftmaxCrossEntropyWithLogits" -> batch(consumer.input(1 - input).shape());
      default ->
          PAIR.contains(consumer.type()) && consumer.numInputs() == 2
              ? batch(consumer.input(1 - input).shape())
              : Optional.empty();
    };
  }

  private static Optional<Shape> reshaped(GraphOperation reshape) {
    return Graphs.constantLongs(reshape.input(1).op())
        .map(Shape::of)
        .flatMap(PlaceholderUse::batch);
  }

  /** What a kernel is multiplied with. */
  private static Optional<Shape> rows(GraphOperation product) {
    Shape kernel = product.input(1).shape();
    int contracted = product.attributes().getAttrBool("transpose_b") ? 1 : 0;
    boolean isKnown = kernel.numDimensions() == 2 && kernel.get(contracted) > 0;
    return isKnown && !product.attributes().getAttrBool("transpose_a")
        ? Optional.of(Shape.of(-1, kernel.get(contracted)))
        : Optional.empty();
  }

  /** A shape of any number of rows of a fixed size. */
  private static Optional<Shape> batch(Shape shape) {
    boolean isBatch =
        !shape.isUnknown()
            && shape.numDimensions() > 0
            && shape.get(0) == Shape.UNKNOWN_SIZE
            && !shape.tail().hasUnknownDimension();
    return isBatch ? Optional.of(shape) : Optional.empty();
  }

  /** An operation on the tensor and a number. */
  private static boolean isScaling(GraphOperation consumer, Output<?> tensor) {
    if (!PAIR.contains(consumer.type()) || consumer.numInputs() != 2) {
      return false;
    }
    Shape other = consumer.input(consumer.input(0).equals(tensor) ? 1 : 0).shape();
    return !other.isUnknown() && other.numDimensions() == 0;
  }

  /** The line that builds a placeholder of a shape. */
  static String line(Output<?> placeholder, Shape shape) {
    return line(
        placeholder,
        LongStream.of(shape.asArray()).mapToObj(Long::toString).collect(Collectors.joining(", ")));
  }

  /** The line that builds a placeholder of sizes. */
  static String line(Output<?> placeholder, String sizes) {
    return "tf.placeholder("
        + placeholder.type().getSimpleName()
        + ".class, Placeholder.shape(Shape.of("
        + sizes
        + ")))";
  }
}
