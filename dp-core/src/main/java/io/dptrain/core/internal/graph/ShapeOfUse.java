package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.PlaceholderUse.Layout;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * What one operation says of the shape of a placeholder that it takes, as it is or scaled. A shape
 * without any length in front may be some examples, or one of them: what meets parameters of its
 * own shape is one example, what is multiplied with a kernel is rows of it.
 *
 * @param own the shape of the placeholder
 * @param consumer the operation
 * @param tensor the placeholder, or what has its shape
 * @param asked the placeholders whose use depends on this one
 */
record ShapeOfUse(Shape own, GraphOperation consumer, Output<?> tensor, Set<GraphOperation> asked) {
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

  /** They compare a label with what a model makes of an example. */
  private static final Set<String> COMPARE =
      Set.of("Sub", "SquaredDifference", "Equal", "NotEqual");

  /** They take examples in front. */
  private static final Set<String> TAKE_ROWS =
      Set.of("AvgPool", "BiasAdd", "Conv2D", "Conv3D", "DepthwiseConv2dNative", "MaxPool");

  /** What it says; empty if nothing. */
  Optional<PlaceholderUse> told() {
    int input = consumer.inputs().indexOf((Operand<?>) tensor);
    return switch (consumer.type()) {
      case "Reshape" -> input == 0 ? reshaped() : Optional.empty();
      case "ExpandDims" -> input == 0 && isFirstAxis() ? oneExample() : Optional.empty();
      case "MatMul" -> input == 0 ? timesKernel() : kernelTimes();
      case "OneHot" -> input == 0 ? labels() : Optional.empty();
      case "SparseSoftmaxCrossEntropyWithLogits" -> input == 1 ? labels() : Optional.empty();
      case "SoftmaxCrossEntropyWithLogits" -> beside(consumer.input(1 - input));
      default -> {
        if (TAKE_ROWS.contains(consumer.type())) {
          yield input == 0 ? rows() : Optional.empty();
        }
        yield isPair() ? beside(consumer.input(1 - input)) : Optional.empty();
      }
    };
  }

  /** Whether what the operation gives has the shape of the placeholder. */
  boolean keepsShape() {
    if (OpFacts.kindOf(consumer.type()) == OpKind.UNARY) {
      return true;
    }
    boolean isScaling =
        isPair() && isNumber(consumer.input(consumer.input(0).equals(tensor) ? 1 : 0).shape());
    return isScaling || (isPair() && consumer.output(0).shape().equals(own));
  }

  private boolean isPair() {
    return PAIR.contains(consumer.type()) && consumer.numInputs() == 2;
  }

  private static boolean isNumber(Shape shape) {
    return !shape.isUnknown() && (shape.numDimensions() == 0 || shape.size() == 1);
  }

  private Optional<PlaceholderUse> labels() {
    boolean areRows = !own.isUnknown() && own.numDimensions() > 1;
    return areRows ? rows() : told(Layout.ROWS, Shape.of(-1));
  }

  /** Rows, if the placeholder has a shape. */
  private Optional<PlaceholderUse> rows() {
    return own.isUnknown() || own.numDimensions() == 0
        ? Optional.empty()
        : told(Layout.ROWS, own.tail().prepend(Shape.UNKNOWN_SIZE));
  }

  /** One example of the shape that the placeholder has, if it has one. */
  private Optional<PlaceholderUse> oneExample() {
    return own.isUnknown()
        ? Optional.empty()
        : told(Layout.ONE_EXAMPLE, own.prepend(Shape.UNKNOWN_SIZE));
  }

  private Optional<PlaceholderUse> told(Layout layout, Shape shape) {
    return shape.tail().hasUnknownDimension()
        ? Optional.empty()
        : Optional.of(new PlaceholderUse(layout, shape, consumer));
  }

  private boolean isFirstAxis() {
    return Graphs.constantLongs(consumer.input(1).op())
        .filter(axes -> axes.length == 1 && axes[0] == 0)
        .isPresent();
  }

  private Optional<PlaceholderUse> reshaped() {
    Optional<Shape> target = Graphs.constantLongs(consumer.input(1).op()).map(Shape::of);
    if (target.filter(shape -> shape.numDimensions() > 1).isEmpty()) {
      return target.filter(shape -> own.isUnknown()).flatMap(this::batch);
    }
    long first = target.get().get(0);
    if (own.isUnknown()) {
      return first == 1
          ? told(Layout.ONE_EXAMPLE, target.get().tail().prepend(Shape.UNKNOWN_SIZE))
          : batch(target.get());
    }
    if (own.hasUnknownDimension() || target.get().tail().hasUnknownDimension()) {
      return first == own.get(0) && first > 1 ? rows() : Optional.empty();
    }
    boolean takesAll = target.get().tail().size() == own.size();
    return takesAll && own.get(0) != 1 ? oneExample() : rowsOf(target.get().tail());
  }

  /** Rows, if one of them has as many entries as the shape. */
  private Optional<PlaceholderUse> rowsOf(Shape row) {
    return own.numDimensions() > 1 && own.tail().size() == row.size() ? rows() : Optional.empty();
  }

  /** What a kernel is multiplied with. */
  private Optional<PlaceholderUse> timesKernel() {
    Shape kernel = consumer.input(1).shape();
    int contracted = flag("transpose_b") ? 1 : 0;
    boolean isKnown = kernel.numDimensions() == 2 && kernel.get(contracted) > 0;
    return isKnown && !flag("transpose_a")
        ? told(Layout.ROWS, Shape.of(-1, kernel.get(contracted)))
        : Optional.empty();
  }

  /** A kernel that is multiplied with columns. */
  private Optional<PlaceholderUse> kernelTimes() {
    Shape kernel = consumer.input(0).shape();
    int contracted = flag("transpose_a") ? 0 : 1;
    boolean isKnown = kernel.numDimensions() == 2 && kernel.get(contracted) > 0;
    return isKnown && !flag("transpose_b") && placeholdersBehind(consumer.input(0)).isEmpty()
        ? told(Layout.COLUMNS, Shape.of(-1, kernel.get(contracted)))
        : Optional.empty();
  }

  private boolean flag(String name) {
    return consumer.attributes().getAttrBool(name);
  }

  /** What stands elementwise beside another tensor. */
  private Optional<PlaceholderUse> beside(Output<?> other) {
    Shape shape = other.shape();
    List<GraphOperation> behind = placeholdersBehind(other);
    if (behind.isEmpty()) {
      return isNumber(shape) || shape.isUnknown() || shape.hasUnknownDimension()
          ? Optional.empty()
          : besideParameters(shape);
    }
    if (!own.isUnknown() && own.numDimensions() == 0) {
      return besideOneExample(shape, behind);
    }
    if (own.isUnknown() || own.tail().hasUnknownDimension()) {
      return batch(shape);
    }
    if (shape.isUnknown() || shape.numDimensions() < own.numDimensions()) {
      return Optional.empty();
    }
    if (shape.numDimensions() > own.numDimensions()) {
      return isColumnOf(shape, behind) ? told(Layout.ROWS, Shape.of(-1, 1)) : oneExample();
    }
    if (shape.get(0) == Shape.UNKNOWN_SIZE) {
      return rows();
    }
    return shape.get(0) == own.get(0) && own.get(0) > 1 ? asBehind(behind) : Optional.empty();
  }

  /** Whether a label for each example stands beside the one output for each. */
  private boolean isColumnOf(Shape shape, List<GraphOperation> behind) {
    boolean isColumn =
        own.numDimensions() == 1
            && own.get(0) > 1
            && shape.numDimensions() == 2
            && shape.get(1) == 1;
    return isColumn
        && (shape.get(0) == Shape.UNKNOWN_SIZE
            || (shape.get(0) == own.get(0)
                && asBehind(behind).filter(use -> use.layout() == Layout.ROWS).isPresent()));
  }

  private Optional<PlaceholderUse> besideParameters(Shape parameters) {
    if (own.isUnknown()) {
      boolean areSpread = parameters.numDimensions() > 1 && parameters.get(0) == 1;
      Shape row = areSpread ? parameters.tail() : parameters;
      return told(Layout.ONE_EXAMPLE, row.prepend(Shape.UNKNOWN_SIZE));
    }
    int more = parameters.numDimensions() - own.numDimensions();
    boolean isWhole =
        own.numDimensions() > 0
            && (more > 0 || (more == 0 && own.get(0) > 1 && parameters.get(0) == own.get(0)));
    return isWhole ? oneExample() : Optional.empty();
  }

  /** A number that is compared with what a model makes of one example alone. */
  private Optional<PlaceholderUse> besideOneExample(Shape shape, List<GraphOperation> behind) {
    boolean isOne =
        COMPARE.contains(consumer.type())
            && isNumber(shape)
            && behind.stream().map(input -> input.output(0).shape()).noneMatch(ShapeOfUse::isOpen);
    return isOne ? told(Layout.ONE_EXAMPLE, Shape.of(-1)) : Optional.empty();
  }

  private static boolean isOpen(Shape shape) {
    return shape.isUnknown() || shape.hasUnknownDimension();
  }

  /** What is compared with the outputs of a model is what its inputs are. */
  private Optional<PlaceholderUse> asBehind(List<GraphOperation> behind) {
    for (GraphOperation input : behind) {
      if (asked.contains(input)) {
        continue;
      }
      Optional<PlaceholderUse> use = PlaceholderUse.of(input, asked);
      if (use.isPresent()) {
        return switch (use.get().layout()) {
          case ROWS -> rows();
          case ONE_EXAMPLE -> oneExample();
          case COLUMNS -> told(Layout.COLUMNS, Shape.of(-1, own.get(0)));
        };
      }
    }
    return Optional.empty();
  }

  /** A shape of any number of rows of a fixed size. */
  private Optional<PlaceholderUse> batch(Shape shape) {
    boolean isBatch =
        !shape.isUnknown()
            && shape.numDimensions() > 0
            && shape.get(0) == Shape.UNKNOWN_SIZE
            && !shape.tail().hasUnknownDimension();
    return isBatch ? told(Layout.ROWS, shape) : Optional.empty();
  }

  /** Without a word on loops, of which others speak. */
  private static List<GraphOperation> placeholdersBehind(Output<?> tensor) {
    Set<GraphOperation> seen = new LinkedHashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>(List.of((GraphOperation) tensor.op()));
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (seen.add(operation)) {
        operation.inputs().forEach(input -> open.add((GraphOperation) input.asOutput().op()));
      }
    }
    return seen.stream().filter(operation -> operation.type().startsWith("Placeholder")).toList();
  }
}
