package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.NONE;
import static io.dptrain.core.graph.ExampleDependence.ROWS;

/** Layers: a batch of examples meets parameters. */
final class LayerRules {
  private LayerRules() {}

  static ExampleDependence matMul(Node node) {
    requireRowsTimesParameters(node);
    if (node.operation().attributes().getAttrBool("transpose_a")) {
      throw node.mixes("transpose_a contracts the example axis", "do not transpose the batch");
    }
    return ROWS;
  }

  static ExampleDependence biasAdd(Node node) {
    requireRowsTimesParameters(node);
    return requireChannelsLast(node);
  }

  static ExampleDependence convolution(Node node) {
    requireRowsTimesParameters(node);
    return requireChannelsLast(node);
  }

  /** Pooling with its window in attributes. */
  static ExampleDependence pooling(Node node) {
    var attributes = node.operation().attributes();
    return pooling(
        node, attributes.getAttrIntList("ksize")[0], attributes.getAttrIntList("strides")[0]);
  }

  /** Pooling with its window in inputs. */
  static ExampleDependence poolingV2(Node node) {
    int[] window = node.constant(1);
    int[] strides = node.constant(2);
    if (window == null || strides == null) {
      throw node.notFollowed(
          "has a window that is not constant", "use a constant window and stride");
    }
    return pooling(node, window[0], strides[0]);
  }

  private static ExampleDependence pooling(Node node, long window, long stride) {
    if (window != 1 || stride != 1) {
      throw node.mixes(
          "its window or stride on axis 0 is "
              + Math.max(window, stride)
              + ", so it spans or skips examples",
          "use window and stride 1 on axis 0");
    }
    return requireChannelsLast(node);
  }

  /** A look-up of rows of a table: one row of ids per example, into parameters. */
  static ExampleDependence gather(Node node) {
    int[] axis = node.constant(2);
    boolean lookUp =
        node.inputs().get(0) == NONE
            && node.inputs().get(1) == ROWS
            && axis != null
            && axis[0] == 0
            && node.operation().attributes().getAttrInt("batch_dims") == 0;
    if (!lookUp) {
      throw node.mixes(
          "it picks rows out of the batch", "gather from parameters, along their axis 0");
    }
    return ROWS;
  }

  /** Softmax and the like normalize over the last axis, which must not be the example axis. */
  static ExampleDependence overLastAxis(Node node) {
    if (node.rank(0) < 2) {
      throw node.mixes(
          "it normalizes over the last axis, which is the example axis",
          "give it shape [batch, n]");
    }
    return ROWS;
  }

  private static void requireRowsTimesParameters(Node node) {
    if (node.inputs().get(0) != ROWS || node.inputs().get(1) != NONE) {
      throw node.mixes(
          "both of its inputs, or the second alone, come from the batch",
          "its first input must be the batch and its second input parameters");
    }
  }

  private static ExampleDependence requireChannelsLast(Node node) {
    String format = node.operation().attributes().getAttrString("data_format");
    if (!format.equals("NHWC")) {
      throw node.notFollowed("has the data format " + format, "use NHWC");
    }
    return ROWS;
  }
}
