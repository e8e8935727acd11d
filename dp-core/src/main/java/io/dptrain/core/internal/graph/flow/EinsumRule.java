package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A sum of products in index notation. The examples must have one and the same label in all inputs
 * that hold some, and it must survive in the output. Axes under an ellipsis have negative labels,
 * counted from the right, so that they meet as in broadcasting.
 */
final class EinsumRule {
  private static final String FIX =
      "give the example axis one label of its own, as in 'bij,jk->bik'";

  private final Node node;
  private final List<List<Integer>> inputs = new ArrayList<>();
  private int ellipsisRank;

  private EinsumRule(Node node) {
    this.node = node;
  }

  static ExampleAxis apply(Node node) {
    return new EinsumRule(node).follow();
  }

  private ExampleAxis follow() {
    String equation = node.operation().attributes().getAttrString("equation").replace(" ", "");
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides.length != 2 || terms.length != node.inputs().size()) {
      throw node.notFollowed("has the equation " + equation, "write it as 'ab,bc->ac'");
    }
    for (int i = 0; i < terms.length; i++) {
      inputs.add(labels(terms[i], node.rank(i)));
    }
    // After the inputs, which say how many axes an ellipsis stands for.
    List<Integer> output = labels(sides[1], letters(sides[1]) + ellipsisRank);
    int label = exampleLabel();
    int axis = output.indexOf(label);
    if (axis < 0) {
      throw node.mixes("it sums over the example axis", "keep its label in the output");
    }
    return layout().at(axis);
  }

  private int exampleLabel() {
    OptionalInt label = OptionalInt.empty();
    for (int i = 0; i < inputs.size(); i++) {
      Optional<ExampleAxis> axis = node.axis(i);
      if (axis.isPresent()) {
        OptionalInt own = OptionalInt.of(inputs.get(i).get(axis.get().axis()));
        if (label.isPresent() && !label.equals(own)) {
          throw node.mixes("it multiplies examples with other examples", FIX);
        }
        label = own;
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (node.isDataFree(i)) {
        requireNotOverExamples(i, label.orElseThrow());
      }
    }
    return label.orElseThrow();
  }

  private void requireNotOverExamples(int input, int label) {
    int axis = inputs.get(input).indexOf(label);
    if (axis >= 0 && label < 0) {
      AlignmentRules.requireBroadcast(node, input, inputs.get(input).size() - axis);
    } else if (axis >= 0) {
      throw node.mixes(
          "a tensor without data has the label of the example axis, so a row depends on its place"
              + " in the batch",
          FIX);
    }
  }

  /** The layout that all inputs with examples share. */
  private ExampleAxis layout() {
    List<ExampleAxis> layouts =
        IntStream.range(0, inputs.size())
            .mapToObj(node::axis)
            .flatMap(Optional::stream)
            .map(axis -> axis.at(0))
            .toList();
    ExampleAxis first = layouts.get(0);
    for (ExampleAxis own : layouts) {
      if (!first.equals(own)) {
        throw node.mixes("it pairs different examples, " + first + " and " + own, FIX);
      }
    }
    return first;
  }

  private List<Integer> labels(String term, int rank) {
    boolean hasEllipsis = term.contains("...");
    int hidden = rank - letters(term);
    if (hidden < 0 || (hidden > 0 && !hasEllipsis)) {
      throw node.notFollowed("has the term " + term + " for a tensor of rank " + rank, FIX);
    }
    ellipsisRank = Math.max(ellipsisRank, hidden);
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) != '.') {
        labels.add((int) term.charAt(i));
      } else if (term.startsWith("...", i)) {
        for (int k = hidden; k > 0; k--) {
          labels.add(-k);
        }
      }
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw node.notFollowed("repeats a label within " + term, "give each axis its own label");
    }
    return labels;
  }

  private static int letters(String term) {
    return term.replace(".", "").length();
  }
}
