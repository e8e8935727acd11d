package io.dptrain.core.internal.graph;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/** What a placeholder must be to take examples, however the model behind it is run. */
public final class DataInputs {
  private DataInputs() {}

  /**
   * Requires that a placeholder takes one row for each example that a sampler drew, and that the
   * length of a row depends on no example.
   *
   * @throws PrivacyProofException ({@code NOT_PUBLIC}) if it has a default value, no axis of any
   *     length in front, or another axis of unknown length
   */
  public static void require(GraphOperation placeholder) {
    if (!placeholder.type().equals("Placeholder")) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          placeholder,
          "has a default value, which no sampler drew",
          "use a plain placeholder");
    }
    Shape shape = placeholder.output(0).shape();
    boolean hasRows =
        !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE;
    if (!hasRows) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          placeholder,
          "has shape " + shape + ", which has no example axis of any length in front",
          "give it the shape [-1, ...] with one row per example, or declare it with"
              + " publicInputs(...) if it holds nothing private");
    }
    if (shape.tail().hasUnknownDimension()) {
      throw PrivacyProofException.of(
          Kind.NOT_PUBLIC,
          placeholder,
          "has shape "
              + shape
              + ", and an axis that is as long as the longest example of a batch tells of it to"
              + " all others",
          "give every axis but the first a fixed size, and pad or cut each example to it");
    }
  }
}
