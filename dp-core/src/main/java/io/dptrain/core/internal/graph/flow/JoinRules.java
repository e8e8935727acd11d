package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;

/** Ops that join tensors, repeat them or take them apart. */
final class JoinRules {
  private static final String FIX = "join tensors with an example axis along another axis";

  private JoinRules() {}

  /** The axis is the last input. */
  static ExampleAxis concatV2(Node node) {
    int last = node.inputs().size() - 1;
    return concat(node, 0, last, last);
  }

  /** The axis is the first input. */
  static ExampleAxis concat(Node node) {
    return concat(node, 1, node.inputs().size(), 0);
  }

  /** Whole batches joined along the example axis repeat the batch, and stay apart. */
  private static ExampleAxis concat(Node node, int from, int to, int axisInput) {
    ExampleAxis first = commonAxis(node, from, to);
    if (node.requireAxis(axisInput, node.rank(from)) != first.axis()) {
      for (int i = from; i < to; i++) {
        requireEqual(node, first, node.axis(i).orElseThrow());
      }
      return first;
    }
    long outer = 0;
    for (int i = from; i < to; i++) {
      outer = Math.addExact(outer, node.axis(i).orElseThrow().outer());
    }
    return new ExampleAxis(first.axis(), outer, first.inner());
  }

  static ExampleAxis pack(Node node) {
    ExampleAxis first = commonAxis(node, 0, node.inputs().size());
    for (int i = 0; i < node.inputs().size(); i++) {
      requireEqual(node, first, node.axis(i).orElseThrow());
    }
    int place = node.normalize(node.intAttribute("axis"), node.rank(0) + 1);
    return first.at(place <= first.axis() ? first.axis() + 1 : first.axis());
  }

  /** The example axis of the first tensor; the others must have theirs in the same place. */
  private static ExampleAxis commonAxis(Node node, int from, int to) {
    ExampleAxis first = requireJoined(node, from);
    for (int i = from; i < to; i++) {
      ExampleAxis axis = requireJoined(node, i);
      if (axis.axis() != first.axis() || axis.inner() != first.inner()) {
        throw node.mixes("it joins different examples, " + first + " and " + axis, FIX);
      }
    }
    return first;
  }

  private static ExampleAxis requireJoined(Node node, int input) {
    return node.axis(input)
        .orElseThrow(
            () -> node.mixes("it joins examples with a tensor that has no example axis", FIX));
  }

  private static void requireEqual(Node node, ExampleAxis first, ExampleAxis axis) {
    if (!first.equals(axis)) {
      throw node.mixes("it joins different examples, " + first + " and " + axis, FIX);
    }
  }

  /** The axis is input 0. A batch that was repeated may be split into whole batches again. */
  static ExampleAxis split(Node node) {
    ExampleAxis axis = node.requireExamples(1, "input");
    if (node.requireAxis(0, node.rank(1)) != axis.axis()) {
      return axis;
    }
    long parts = node.intAttribute("num_split");
    if (axis.outer() % parts != 0) {
      throw node.mixes(
          "it splits the example axis, so what belongs to an example depends on its place",
          "split another axis");
    }
    return new ExampleAxis(axis.axis(), axis.outer() / parts, axis.inner());
  }

  /** The axis is input 2. */
  static ExampleAxis splitV(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    if (node.requireAxis(2, node.rank(0)) == axis.axis()) {
      throw node.mixes("it splits the example axis", "split another axis");
    }
    return axis;
  }

  static ExampleAxis unpack(Node node) {
    ExampleAxis axis = node.requireExamples(0, "input");
    int place = node.normalize(node.intAttribute("axis"), node.rank(0));
    if (place == axis.axis()) {
      throw node.mixes("it takes the batch apart", "unstack another axis");
    }
    return axis.at(place < axis.axis() ? axis.axis() - 1 : axis.axis());
  }

  /** Repetition along the example axis repeats the whole batch. */
  static ExampleAxis tile(Node node) {
    return node.axis(0)
        .map(axis -> tileOfExamples(node, axis))
        .orElseGet(() -> FillRules.tileOfParameters(node));
  }

  private static ExampleAxis tileOfExamples(Node node, ExampleAxis axis) {
    long[] multiples = node.requireConstant(1);
    long repeats = multiples[axis.axis()];
    if (repeats < 1) {
      throw node.notFollowed("repeats the batch " + repeats + " times", "repeat it once or more");
    }
    return new ExampleAxis(axis.axis(), Math.multiplyExact(axis.outer(), repeats), axis.inner());
  }
}
