package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.ImportMark;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * What the operations that take a placeholder say of the shape that it should have been given. It
 * is advice for a message, and decides nothing.
 *
 * @param layout what the shape that it was given is, or that of what it is compared with
 * @param shape the shape to give, with the examples in front
 * @param by the operation that says so
 */
record PlaceholderUse(Layout layout, Shape shape, GraphOperation by) {

  /** What the numbers of a shape without examples in front are. */
  enum Layout {
    /** A number of examples. */
    ROWS,
    /** One example. */
    ONE_EXAMPLE,
    /** One example for each column. */
    COLUMNS
  }

  /** The first use that tells; empty if none does. */
  static Optional<PlaceholderUse> of(GraphOperation placeholder) {
    return of(placeholder, new HashSet<>());
  }

  /**
   * The first use that tells.
   *
   * @param asked the placeholders whose use depends on this one's
   */
  static Optional<PlaceholderUse> of(GraphOperation placeholder, Set<GraphOperation> asked) {
    asked.add(placeholder);
    Deque<Output<?>> open = new ArrayDeque<>(Set.of(placeholder.output(0)));
    Set<Output<?>> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Output<?> tensor = open.pop();
      for (GraphOperation consumer : ((GraphOperation) tensor.op()).consumers()) {
        ShapeOfUse use = new ShapeOfUse(placeholder.output(0).shape(), consumer, tensor, asked);
        Optional<PlaceholderUse> told = use.told();
        if (told.isPresent()) {
          return told;
        }
        if (use.keepsShape() && seen.add(consumer.output(0))) {
          open.add(consumer.output(0));
        }
      }
    }
    return Optional.empty();
  }

  /** The line that builds a placeholder of a shape. */
  static String line(Output<?> placeholder, Shape shape) {
    return line(
        placeholder,
        LongStream.of(shape.asArray()).mapToObj(Long::toString).collect(Collectors.joining(", ")));
  }

  /** The line that builds a placeholder of sizes, or what to build where no line of Java does. */
  static String line(Output<?> placeholder, String sizes) {
    if (ImportMark.isOn(placeholder.op())) {
      return "an input of shape ["
          + sizes.replaceFirst("^-1", "None")
          + "] where the model that was imported is made";
    }
    return "tf.placeholder("
        + placeholder.type().getSimpleName()
        + ".class, Placeholder.shape(Shape.of("
        + sizes
        + ")))";
  }
}
