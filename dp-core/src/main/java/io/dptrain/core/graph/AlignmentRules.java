package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.NONE;
import static io.dptrain.core.graph.ExampleDependence.ROWS;

import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** Ops that pair the elements of their inputs: the example axes must lie on one another. */
final class AlignmentRules {
  private AlignmentRules() {}

  /**
   * Elementwise with broadcasting. Tensors with rows must have one rank, so that their example axes
   * meet; a tensor without data must not reach the example axis, or a row would depend on its place
   * in the batch, and so on who else is in it.
   */
  static ExampleDependence elementwise(Node node) {
    refuseIntegerDivision(node);
    int rank = rankOfRows(node);
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.inputs().get(i) == NONE) {
        requireBroadcastOverExamples(node, i, rank);
      }
    }
    return ROWS;
  }

  /** Ops whose inputs all have one row per example, such as a cross entropy. */
  static ExampleDependence rowsOnly(Node node) {
    if (node.inputs().contains(NONE)) {
      throw node.notFollowed(
          "pairs rows of the batch with a tensor that has no example axis",
          "feed that tensor with one row per example");
    }
    return ROWS;
  }

  /** Division and powers of integers fail for some values, and so would tell of them. */
  private static void refuseIntegerDivision(Node node) {
    boolean fails = Set.of("Div", "RealDiv", "Pow").contains(node.operation().type());
    if (fails && !TFloating.class.isAssignableFrom(node.operation().output(0).type())) {
      throw node.refuse(
          GraphFinding.Kind.NOT_PUBLIC,
          "fails for some integers, and an error would tell of the data",
          "cast to float first");
    }
  }

  private static int rankOfRows(Node node) {
    int rank = -1;
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.inputs().get(i) == ROWS) {
        int own = node.rank(i);
        if (own < 1 || (rank >= 0 && own != rank)) {
          throw node.mixes(
              "its inputs have ranks that do not match, so broadcasting pairs different examples",
              "give all inputs with an example axis the same known rank, as with expandDims");
        }
        rank = own;
      }
    }
    return rank;
  }

  private static void requireBroadcastOverExamples(Node node, int input, int rank) {
    Shape shape = node.shape(input);
    boolean broadcasts =
        !shape.isUnknown()
            && (shape.numDimensions() < rank
                || (shape.numDimensions() == rank && shape.get(0) == 1));
    if (!broadcasts) {
      throw node.mixes(
          "a tensor without data of shape "
              + shape
              + " meets the example axis, so a row depends on"
              + " its place in the batch",
          "give that tensor a lower rank or the size 1 on axis 0");
    }
  }
}
