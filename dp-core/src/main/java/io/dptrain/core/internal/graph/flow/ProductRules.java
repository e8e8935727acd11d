package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;

/** Matrix products: an example axis may be a free or a batch axis, but not a contracted one. */
final class ProductRules {
  private ProductRules() {}

  static ExampleAxis matMul(Node node) {
    return matrixProduct(node, node.flag("transpose_a"), node.flag("transpose_b"));
  }

  static ExampleAxis batchMatMul(Node node) {
    return matrixProduct(node, node.flag("adj_x"), node.flag("adj_y"));
  }

  /**
   * The product of stacks of matrices. Axes are counted from the right, from 1: the last two are
   * the matrix, and the others are aligned as in broadcasting.
   */
  private static ExampleAxis matrixProduct(Node node, boolean transposeA, boolean transposeB) {
    int rank = Math.max(node.rank(0), node.rank(1));
    int left = fromRight(node, 0);
    int right = fromRight(node, 1);
    if (left > 0 && right > 0) {
      return bothWithExamples(node, rank, left, right);
    }
    int data = left > 0 ? 0 : 1;
    int place = left + right;
    if (place > 2) {
      AlignmentRules.requireBroadcast(node, 1 - data, place);
      return node.axis(data).orElseThrow().at(rank - place);
    }
    boolean transposed = data == 0 ? transposeA : transposeB;
    boolean rowsContracted = (data == 0) == transposed;
    if (place == (rowsContracted ? 2 : 1)) {
      throw node.mixes(
          "it contracts the example axis",
          "transpose so that the sum runs over features, not over examples");
    }
    return node.axis(data).orElseThrow().at(data == 0 ? rank - 2 : rank - 1);
  }

  private static ExampleAxis bothWithExamples(Node node, int rank, int left, int right) {
    ExampleAxis a = node.axis(0).orElseThrow().at(rank - left);
    ExampleAxis b = node.axis(1).orElseThrow().at(rank - right);
    if (left <= 2 || right <= 2 || !a.equals(b)) {
      throw node.mixes(
          "it multiplies examples with other examples, " + a + " and " + b,
          "keep the example axis in front of both matrices, or multiply with parameters");
    }
    return a;
  }

  /** The place of the example axis counted from the right, or 0 if there is none. */
  private static int fromRight(Node node, int input) {
    return node.axis(input).map(axis -> node.rank(input) - axis.axis()).orElse(0);
  }
}
