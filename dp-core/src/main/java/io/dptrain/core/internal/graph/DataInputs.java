package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** What a placeholder must be to take examples, however the model behind it is run. */
public final class DataInputs {
  private DataInputs() {}

  /**
   * Requires of all placeholders behind a loss what {@link #require} does.
   *
   * @throws PrivacyProofException with a finding for each placeholder that is not so
   */
  public static void requireAll(Output<?> loss, PublicInputs publicInputs) {
    List<GraphFinding> findings = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(loss)) {
      if (publicInputs.takesData(operation)) {
        finding(operation).ifPresent(findings::add);
      }
    }
    if (!findings.isEmpty()) {
      throw new PrivacyProofException(findings);
    }
  }

  /**
   * Requires that a placeholder takes one row for each example that a sampler drew, and that the
   * length of a row depends on no example.
   *
   * @throws PrivacyProofException ({@code NOT_PUBLIC}) if it has a default value, no axis of any
   *     length in front, or another axis of unknown length
   */
  public static void require(GraphOperation placeholder) {
    finding(placeholder)
        .ifPresent(
            finding -> {
              throw new PrivacyProofException(finding);
            });
  }

  private static Optional<GraphFinding> finding(GraphOperation placeholder) {
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
      return finding(
          placeholder,
          "has shape [], one value and no example axis in front",
          "if it holds nothing private, as a rate, declare it where the optimizer is built,"
              + " .publicInputs("
              + identifier(placeholder)
              + "), and feed it in each step; if it is part of each example, build it as "
              + PlaceholderUse.line(placeholder.output(0), "-1"));
    }
    if (shape.get(0) != Shape.UNKNOWN_SIZE) {
      return finding(
          placeholder,
          "has shape "
              + shape
              + ", "
              + (shape.get(0) == 1 ? "one row" : "a fixed number of rows")
              + " and no example axis of any length in front, [-1, ...]",
          "build it as " + line(placeholder, shape) + orPublic(placeholder));
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

  private static String orPublic(GraphOperation placeholder) {
    return "; if it holds nothing private, declare it with .publicInputs("
        + identifier(placeholder)
        + ") instead";
  }

  /** The line to write, with the shape that is known, or that its use tells. */
  private static String line(GraphOperation placeholder, Shape shape) {
    Output<?> output = placeholder.output(0);
    boolean isTold =
        !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
    if (isTold) {
      return PlaceholderUse.line(output, shape.tail().prepend(Shape.UNKNOWN_SIZE));
    }
    return PlaceholderUse.of(placeholder)
        .map(
            use ->
                PlaceholderUse.line(output, use.shape())
                    + " (as "
                    + use.by().type()
                    + " '"
                    + use.by().name()
                    + "' takes it)")
        .orElseGet(() -> PlaceholderUse.line(output, open(shape)));
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

  /** The name of the operation where it may be that of a variable of the program. */
  private static String identifier(GraphOperation placeholder) {
    String name = placeholder.name();
    return name.matches("[a-z][A-Za-z0-9_]*") ? name : "it";
  }
}
