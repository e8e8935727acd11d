package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Unfollowed;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Batched products whose leading axes are broadcast by a kernel that does so wrongly: {@code
 * BatchMatMulV2}, and {@code Einsum}, where the axes under an ellipsis are the leading ones.
 *
 * @param node the product
 * @param first the leading axes of the first operand
 * @param second those of the second operand
 */
record BroadcastProducts(Node node, Leading first, Leading second) {
  private static final String LETTERS = "bijklmnopqrstuvwxyzacdefghABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String REASON =
      "mixes examples where a processor has AVX-512: TensorFlow's kernel broadcasts wrongly there,"
          + " gives results of other examples and overwrites memory";
  private static final String BATCH_MAT_MUL =
      "tf.train.batchMatMul (BatchMatMulV3), which broadcasts rightly";

  /**
   * Some axes of an operand.
   *
   * @param begin the first of them
   * @param count how many they are
   */
  private record Leading(int begin, int count) {}

  /** What is wrong with an operation, if it is such a product or may be one. */
  static Optional<GraphFinding> fault(Node node) {
    boolean isEinsum = node.type().equals("Einsum") && node.operation().numInputs() == 2;
    if (!isEinsum && !node.type().equals("BatchMatMulV2")) {
      return Optional.empty();
    }
    String equation = isEinsum ? equation(node) : "...ab,...bc->...ac";
    if (!equation.contains("...")) {
      return Optional.empty();
    }
    if (node.shape(0).isUnknown() || node.shape(1).isUnknown()) {
      return Optional.of(finding(node, "give its inputs a known rank"));
    }
    String[] terms = equation.split("->", -1)[0].split(",", -1);
    BroadcastProducts product =
        new BroadcastProducts(node, leading(terms[0], node, 0), leading(terms[1], node, 1));
    return product.broadcasts()
        ? Optional.of(finding(node, product.fix(equation)))
        : Optional.empty();
  }

  /** What may be wrong with a product of a function, whose shapes are not known. */
  static Optional<GraphFinding> possibleFault(NodeDef node) {
    boolean isEllipsis =
        node.getOp().equals("Einsum")
            && node.getInputCount() == 2
            && node.getAttrOrThrow("equation").getS().toStringUtf8().contains("...");
    if (!isEllipsis && !node.getOp().equals("BatchMatMulV2")) {
      return Optional.empty();
    }
    String fix =
        isEllipsis ? "write the axes as letters, or use " + BATCH_MAT_MUL : "use " + BATCH_MAT_MUL;
    return Optional.of(
        new GraphFinding(
            GraphFinding.Kind.MIXES_EXAMPLES, node.getName(), node.getOp(), REASON, fix));
  }

  private static String equation(Node node) {
    return node.operation().attributes().getAttrString("equation").replace(" ", "");
  }

  private static Leading leading(String term, Node node, int input) {
    int letters = term.replace(".", "").length();
    int begin = term.contains("...") ? term.indexOf("...") : term.length();
    return new Leading(begin, Math.max(0, node.shape(input).numDimensions() - letters));
  }

  private boolean broadcasts() {
    return first.count != second.count || !allEqual();
  }

  /** Whether all axes are known to be as long as those that they meet. */
  private boolean allEqual() {
    for (int i = 0; i < Math.min(first.count, second.count); i++) {
      int left = first.begin + first.count - 1 - i;
      int right = second.begin + second.count - 1 - i;
      if (!areEqual(left, right)) {
        return false;
      }
    }
    return true;
  }

  private boolean areEqual(int left, int right) {
    long size = node.shape(0).get(left);
    boolean sameSize = size == node.shape(1).get(right);
    return sameSize && (size != Shape.UNKNOWN_SIZE || isUnfollowed() || meetExamples(left, right));
  }

  /** Example axes that meet hold the same examples, or the product is refused for that. */
  private boolean meetExamples(int left, int right) {
    return node.axis(0).filter(axis -> axis.axis() == left).isPresent()
        && node.axis(1).filter(axis -> axis.axis() == right).isPresent();
  }

  /** Then the model is refused, or copied into a function, where the sizes are known. */
  private boolean isUnfollowed() {
    return node.inputs().stream().anyMatch(input -> input instanceof Unfollowed);
  }

  private String fix(String equation) {
    boolean lettersDo = node.type().equals("Einsum") && allEqual();
    return lettersDo
        ? "write the axes as letters, '" + lettered(equation) + "', or use " + BATCH_MAT_MUL
        : "use " + BATCH_MAT_MUL;
  }

  /** The equation with a letter for each axis under an ellipsis. */
  private String lettered(String equation) {
    StringBuilder unused = new StringBuilder();
    LETTERS
        .chars()
        .filter(letter -> equation.indexOf(letter) < 0)
        .forEach(letter -> unused.append((char) letter));
    int most = Math.max(first.count, second.count);
    String[] terms = equation.split("->", -1)[0].split(",", -1);
    String output = equation.substring(equation.indexOf("->") + 2);
    return terms[0].replace("...", unused.substring(most - first.count, most))
        + ","
        + terms[1].replace("...", unused.substring(most - second.count, most))
        + "->"
        + output.replace("...", unused.substring(0, most));
  }

  private static GraphFinding finding(Node node, String fix) {
    return new GraphFinding(GraphFinding.Kind.MIXES_EXAMPLES, node.operation(), REASON, fix);
  }
}
