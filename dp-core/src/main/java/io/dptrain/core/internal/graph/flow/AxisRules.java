package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import java.util.BitSet;

/** Ops that work along some axes, or remove, add or move them. */
final class AxisRules {
  private AxisRules() {}

  static ExampleAxis reduction(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    int rank = node.rank(0);
    BitSet reduced = new BitSet();
    for (long named : node.requireConstant(1)) {
      reduced.set(node.normalize(named, rank));
    }
    if (reduced.get(axis.axis())) {
      throw node.mixes(
          "it reduces over the example axis",
          rank == 1
              ? "give its input an axis for what belongs to one example, [batch, 1], as with"
                  + " tf.expandDims(x, tf.constant(1)); the loss must keep one entry per example"
              : "reduce over the other axes only; the loss must keep one entry per example");
    }
    boolean keeps = !node.type().startsWith("Arg") && node.flag("keep_dims");
    int removed = keeps ? 0 : reduced.get(0, axis.axis()).cardinality();
    return axis.at(axis.axis() - removed);
  }

  /** Running sums and reversals, which keep all axes. */
  static ExampleAxis along(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    for (long named : node.requireConstant(1)) {
      if (node.normalize(named, node.rank(0)) == axis.axis()) {
        throw node.mixes("it runs along the example axis", "run along the other axes only");
      }
    }
    return axis;
  }

  /** Softmax and the like, which work along the last axis. */
  static ExampleAxis alongLast(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    refuseLast(node, axis, 1);
    return axis;
  }

  /** The largest entries along the last axis. */
  static ExampleAxis topK(Node node) {
    node.requireDataFree(1, "number of entries");
    return alongLast(node);
  }

  /** Ops on the matrices that the last two axes span. */
  static ExampleAxis alongLastTwo(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    for (int i = 1; i < node.inputs().size(); i++) {
      node.requireDataFree(i, "input " + i);
    }
    refuseLast(node, axis, 2);
    return axis;
  }

  /** Diagonals with a band of several rows have one axis more than those with one. */
  static ExampleAxis diagonal(Node node) {
    ExampleAxis axis = node.requireExamples(0, "diagonal");
    for (int i = 1; i < node.inputs().size(); i++) {
      node.requireDataFree(i, "input " + i);
    }
    long[] band = node.inputs().size() > 1 ? node.requireConstant(1) : new long[1];
    refuseLast(node, axis, band[0] == band[band.length - 1] ? 1 : 2);
    return axis;
  }

  private static void refuseLast(Node node, ExampleAxis axis, int axes) {
    if (axis.axis() >= node.rank(0) - axes) {
      throw node.mixes(
          "it works along the last "
              + (axes == 1 ? "axis, which is" : "axes, one of which is")
              + " the example axis",
          "give it the shape [batch, ...] with the example axis in front");
    }
  }

  static ExampleAxis oneHot(Node node) {
    node.requireDataFree(1, "number of classes");
    node.requireDataFree(2, "value for a hit");
    node.requireDataFree(3, "value for a miss");
    long place = node.intAttribute("axis");
    int rank = node.rank(0);
    return inserted(node.axis(0).orElseThrow(), place < 0 ? rank : (int) place);
  }

  static ExampleAxis expandDims(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    return inserted(axis, node.requireAxis(1, node.rank(0) + 1));
  }

  private static ExampleAxis inserted(ExampleAxis axis, int place) {
    return axis.at(place <= axis.axis() ? axis.axis() + 1 : axis.axis());
  }

  static ExampleAxis squeeze(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    long[] named = node.operation().attributes().getAttrIntList("squeeze_dims");
    if (named.length == 0) {
      throw node.notFollowed(
          "drops the example axis of a batch of one", "name the axes to squeeze");
    }
    BitSet squeezed = new BitSet();
    for (long place : named) {
      squeezed.set(node.normalize(place, node.rank(0)));
    }
    if (squeezed.get(axis.axis())) {
      throw node.notFollowed("drops the example axis", "squeeze the other axes only");
    }
    return axis.at(axis.axis() - squeezed.get(0, axis.axis()).cardinality());
  }

  static ExampleAxis transpose(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    long[] permutation = node.requireConstant(1);
    for (int i = 0; i < permutation.length; i++) {
      if (node.normalize(permutation[i], node.rank(0)) == axis.axis()) {
        return axis.at(i);
      }
    }
    throw node.notFollowed("has a permutation without the example axis", "permute all axes");
  }

  static ExampleAxis pad(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    for (int i = 1; i < node.inputs().size(); i++) {
      node.requireDataFree(i, i == 1 ? "padding" : "pad value");
    }
    long[] paddings = node.requireConstant(1);
    if (paddings[2 * axis.axis()] != 0 || paddings[2 * axis.axis() + 1] != 0) {
      throw node.notFollowed("adds rows to the batch", "pad the other axes only");
    }
    return axis;
  }
}
