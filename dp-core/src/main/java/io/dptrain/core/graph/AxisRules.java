package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.ROWS;

import org.tensorflow.ndarray.Shape;

/** Ops that remove, add or move axes: axis 0 must stay the example axis. */
final class AxisRules {
  private AxisRules() {}

  static ExampleDependence reduction(Node node) {
    int rank = node.rank(0);
    for (int axis : requireConstant(node, 1)) {
      if (rank < 1 || Math.floorMod(axis, rank) == 0) {
        throw node.mixes(
            "it reduces over the example axis",
            "reduce over the other axes only; the loss must keep one entry per example");
      }
    }
    return ROWS;
  }

  static ExampleDependence oneHot(Node node) {
    long axis = node.operation().attributes().getAttrInt("axis");
    if (axis == 0 || node.inputs().subList(1, node.inputs().size()).contains(ROWS)) {
      throw node.mixes("its classes would lie on the example axis", "use axis -1");
    }
    return ROWS;
  }

  static ExampleDependence expandDims(Node node) {
    int rank = node.rank(0) + 1;
    if (rank < 2 || Math.floorMod(requireConstant(node, 1)[0], rank) == 0) {
      throw node.notFollowed("moves the example axis", "expand behind axis 0");
    }
    return ROWS;
  }

  static ExampleDependence squeeze(Node node) {
    long[] axes = node.operation().attributes().getAttrIntList("squeeze_dims");
    if (axes.length == 0) {
      throw node.notFollowed(
          "drops the example axis of a batch of one", "name the axes to squeeze");
    }
    for (long axis : axes) {
      if (Math.floorMod(axis, (long) node.rank(0)) == 0) {
        throw node.notFollowed("drops the example axis", "squeeze the other axes only");
      }
    }
    return ROWS;
  }

  static ExampleDependence transpose(Node node) {
    if (requireConstant(node, 1)[0] != 0) {
      throw node.notFollowed("moves the example axis", "keep axis 0 in its place");
    }
    return ROWS;
  }

  static ExampleDependence concat(Node node) {
    int last = node.inputs().size() - 1;
    int axis = requireConstant(node, last)[0];
    if (node.inputs().subList(0, last).stream().anyMatch(input -> input != ROWS)
        || Math.floorMod(axis, node.rank(0)) == 0) {
      throw node.mixes(
          "it joins tensors along the example axis, or rows with a tensor that has none",
          "join tensors with an example axis along another axis");
    }
    return ROWS;
  }

  static ExampleDependence pad(Node node) {
    int[] paddings = requireConstant(node, 1);
    if (node.inputs().subList(1, node.inputs().size()).contains(ROWS)) {
      throw node.mixes("its pad value depends on the data", "pad with a constant");
    }
    if (paddings[0] != 0 || paddings[1] != 0) {
      throw node.notFollowed("adds rows to the batch", "pad the other axes only");
    }
    return ROWS;
  }

  /**
   * A reshape keeps examples apart when the size of one row is known and stays the same: then the
   * number of rows stays too, and elements stay in row-major order.
   */
  static ExampleDependence reshape(Node node) {
    long before = rowSize(node.shape(0));
    long after = rowSize(node.operation().output(0).shape());
    if (node.inputs().get(0) != ROWS || node.inputs().get(1) == ROWS) {
      throw node.mixes("its shape depends on the data", "use a constant shape [-1, ...]");
    }
    if (before < 0 || before != after) {
      throw node.mixes(
          "it is not known to keep one row per example: rows of size "
              + before
              + " become rows of size "
              + after,
          "use a constant shape [-1, ...] that keeps the example axis in front");
    }
    return ROWS;
  }

  /** The number of elements of one row, or -1 when it is not known statically. */
  private static long rowSize(Shape shape) {
    if (shape.isUnknown() || shape.numDimensions() == 0) {
      return -1;
    }
    long size = 1;
    for (int axis = 1; axis < shape.numDimensions(); axis++) {
      if (shape.get(axis) < 1) {
        return -1;
      }
      size *= shape.get(axis);
    }
    return size;
  }

  private static int[] requireConstant(Node node, int input) {
    int[] value = node.constant(input);
    if (value == null || node.inputs().get(0) != ROWS) {
      throw node.notFollowed(
          "has axes that are not constant, so its effect on the example axis is not known",
          "use constant axes");
    }
    return value;
  }
}
