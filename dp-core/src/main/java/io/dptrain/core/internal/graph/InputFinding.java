package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.internal.ImportMark;
import io.dptrain.core.internal.graph.PlaceholderUse.Layout;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** What is wrong with a placeholder that is to take examples, and the line to write. */
final class InputFinding {
  private static final String NO_AXIS = "no example axis of any length in front, [-1, ...]";

  private InputFinding() {}

  /** Empty if the placeholder takes rows of a fixed size, and any number of them. */
  static Optional<GraphFinding> of(GraphOperation placeholder) {
    Shape shape = placeholder.output(0).shape();
    if (!placeholder.type().equals("Placeholder")) {
      return finding(
          placeholder,
          "has a default value, which no sampler drew",
          "build it as " + line(placeholder, shape) + ", and feed it");
    }
    if (shape.isUnknown()) {
      return finding(
          placeholder,
          "has no shape, and so no example axis in front",
          "build it as " + line(placeholder, shape) + orPublic(placeholder));
    }
    if (shape.numDimensions() == 0) {
      return number(placeholder);
    }
    if (shape.get(0) != Shape.UNKNOWN_SIZE) {
      return fixed(placeholder, shape);
    }
    if (shape.tail().hasUnknownDimension()) {
      return finding(
          placeholder,
          "has shape "
              + shape
              + ", and an axis that is as long as the longest example of a batch tells of it to"
              + " all others",
          "give every axis but the first a fixed size, and pad or cut each example to it: "
              + line(placeholder, shape));
    }
    return Optional.empty();
  }

  private static Optional<GraphFinding> finding(
      GraphOperation placeholder, String reason, String fix) {
    return Optional.of(new GraphFinding(Kind.NOT_PUBLIC, placeholder, reason, fix));
  }

  private static Optional<GraphFinding> number(GraphOperation placeholder) {
    String asData = PlaceholderUse.line(placeholder.output(0), "-1");
    return PlaceholderUse.of(placeholder)
        .map(
            use ->
                finding(
                    placeholder,
                    "has shape [], the value of one example, and " + NO_AXIS,
                    "build it as " + asData + takenBy(use) + orPublic(placeholder)))
        .orElseGet(
            () ->
                finding(
                    placeholder,
                    "has shape [], one value and no example axis in front",
                    NumberOfRows.advice(placeholder).map(advice -> advice + "; ").orElse("")
                        + "if it holds nothing private, as a rate, declare it where the optimizer"
                        + " is built, "
                        + PublicInputs.declaration(placeholder)
                        + ", and feed it in each step; if it is part of each example, build it as "
                        + asData));
  }

  /** A number of rows, one example, or what may be either. */
  private static Optional<GraphFinding> fixed(GraphOperation placeholder, Shape shape) {
    String what = "has shape " + shape + ", %s and " + NO_AXIS;
    Optional<PlaceholderUse> told = PlaceholderUse.of(placeholder);
    if (told.isPresent()) {
      return finding(
          placeholder,
          what.formatted(said(told.get(), shape)),
          "build it as "
              + PlaceholderUse.line(placeholder.output(0), told.get().shape())
              + change(told.get(), placeholder)
              + orPublic(placeholder));
    }
    boolean mayBeEither = shape.get(0) > 1 && !shape.hasUnknownDimension();
    return finding(
        placeholder,
        mayBeEither
            ? "has shape " + shape + " and " + NO_AXIS
            : what.formatted(shape.get(0) == 1 ? "one row" : "a fixed number of rows"),
        "build it as "
            + line(placeholder, shape)
            + (mayBeEither ? orOneExample(placeholder, shape) : "")
            + orPublic(placeholder));
  }

  private static String said(PlaceholderUse use, Shape shape) {
    return switch (use.layout()) {
      case ROWS -> shape.get(0) == 1 ? "one row" : "a fixed number of rows";
      case ONE_EXAMPLE -> "one example";
      case COLUMNS -> shape.get(shape.numDimensions() - 1) == 1 ? "one column" : "columns";
    };
  }

  /** What else has to change. */
  private static String change(PlaceholderUse use, GraphOperation placeholder) {
    return switch (use.layout()) {
      case ROWS -> "";
      case ONE_EXAMPLE -> takenBy(use) + ", so that what was its axis 0 is axis 1";
      case COLUMNS ->
          ", a row for each example"
              + (ImportMark.isOn(placeholder) ? "" : turned(use, placeholder));
    };
  }

  /** The line that turns rows back into the columns that the program takes. */
  private static String turned(PlaceholderUse use, GraphOperation placeholder) {
    return ", and pass tf.linalg.transpose(%s, tf.array(1, 0)) to whatever took it, such as %s"
        .formatted(PublicInputs.identifier(placeholder), named(use.by()));
  }

  private static String orOneExample(GraphOperation placeholder, Shape shape) {
    return " if these are "
        + shape.get(0)
        + " examples, or as "
        + PlaceholderUse.line(placeholder.output(0), shape.prepend(Shape.UNKNOWN_SIZE))
        + " if they are one, so that what was its axis 0 is axis 1";
  }

  private static String orPublic(GraphOperation placeholder) {
    return "; if it holds nothing private, declare it with "
        + PublicInputs.declaration(placeholder)
        + " instead";
  }

  /** The line to write, with the shape that is known, or that its use tells. */
  private static String line(GraphOperation placeholder, Shape shape) {
    Output<?> output = placeholder.output(0);
    if (isRow(shape)) {
      return PlaceholderUse.line(output, shape.tail().prepend(Shape.UNKNOWN_SIZE));
    }
    return PlaceholderUse.of(placeholder)
        .map(
            use ->
                PlaceholderUse.line(output, use.shape())
                    + (use.layout() == Layout.COLUMNS ? change(use, placeholder) : takenBy(use)))
        .orElseGet(() -> PlaceholderUse.line(output, open(shape)));
  }

  /** Whether all sizes behind the first are known. */
  private static boolean isRow(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
  }

  private static String takenBy(PlaceholderUse use) {
    return " (as " + named(use.by()) + " takes it)";
  }

  private static String named(GraphOperation operation) {
    return operation.type() + " '" + operation.name() + "'";
  }

  /** Names in the place of sizes that are not known. */
  private static String open(Shape shape) {
    if (shape.isUnknown() || shape.numDimensions() == 0) {
      return "-1, size, ...";
    }
    StringBuilder sizes = new StringBuilder("-1");
    for (int axis = 1; axis < shape.numDimensions(); axis++) {
      long size = shape.get(axis);
      sizes.append(", ").append(size == Shape.UNKNOWN_SIZE ? "longest" : Long.toString(size));
    }
    return sizes.toString();
  }
}
