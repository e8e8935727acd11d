package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import org.tensorflow.ndarray.Shape;

/**
 * Tensors that are made for a batch: the same for each example, or independent noise.
 *
 * <p>Along an axis of {@code outer * batch * inner} such a tensor is constant, or its entries are
 * independent and alike. So each way of giving the indices to the examples is true of it, and the
 * one that its size came from is taken; if it meets a tensor with another layout, it is refused.
 */
final class FillRules {
  private FillRules() {}

  static ExampleAxis fill(Node node) {
    node.requireDataFree(1, "value");
    return axisOf(node, requireSizes(node, 0));
  }

  /** Noise in the shape of a batch, such as that of dropout. */
  static ExampleAxis random(Node node) {
    ExampleAxis axis = axisOf(node, requireSizes(node, 0));
    if (node.intAttribute("seed") != 0 || node.intAttribute("seed2") != 0) {
      throw node.mixes(
          "its seed is fixed, so the noise of an example depends on its place in the batch",
          "leave the seeds out");
    }
    return axis;
  }

  static ExampleAxis broadcastTo(Node node) {
    Sizes target = requireSizes(node, 1);
    return node.axis(0)
        .map(data -> broadcastExamples(node, data, target))
        .orElseGet(() -> broadcastParameters(node, target));
  }

  private static ExampleAxis broadcastParameters(Node node, Sizes target) {
    ExampleAxis axis = axisOf(node, target);
    AlignmentRules.requireBroadcast(node, 0, target.entries().size() - axis.axis());
    return axis;
  }

  private static ExampleAxis broadcastExamples(Node node, ExampleAxis data, Sizes target) {
    int added = target.entries().size() - node.rank(0);
    if (added < 0) {
      throw node.notFollowed("broadcasts to a lower rank", "broadcast to the same rank or more");
    }
    int place = added + data.axis();
    for (int i = 0; i < target.entries().size(); i++) {
      Size size = target.entries().get(i);
      if (i == place ? !size.isSizeOf(data) : size.isBatch()) {
        throw node.notFollowed(
            "broadcasts to a shape that is not known to keep the example axis",
            "take the size of the example axis from the shape of the batch");
      }
    }
    return data.at(place);
  }

  /** A tensor of parameters, repeated for each example. */
  static ExampleAxis tileOfParameters(Node node) {
    Sizes multiples = requireSizes(node, 1);
    ExampleAxis axis = axisOf(node, multiples);
    Shape shape = node.shape(0);
    long size = shape.isUnknown() ? Shape.UNKNOWN_SIZE : shape.get(axis.axis());
    if (size < 1) {
      throw node.notFollowed(
          "repeats a tensor of shape " + shape + " for each example", "give it a static shape");
    }
    return new ExampleAxis(axis.axis(), axis.outer(), Math.multiplyExact(axis.inner(), size));
  }

  private static Sizes requireSizes(Node node, int input) {
    return node.sizes(input)
        .orElseThrow(
            () ->
                node.notFollowed(
                    node.constant(input).isEmpty()
                        ? "has a shape that is not followed"
                        : "has a fixed number of rows",
                    "take the shape from the batch, as in shape(x)"));
  }

  private static ExampleAxis axisOf(Node node, Sizes sizes) {
    int entry = sizes.batchEntry();
    if (entry < 0) {
      throw node.notFollowed(
          "has a shape without exactly one axis of the size of the batch",
          "take that size from the shape of the batch, once");
    }
    return sizes.entries().get(entry).axis(entry);
  }
}
