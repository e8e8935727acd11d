package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** Look-ups: by examples in parameters, by parameters in examples, or within each example. */
final class GatherRules {
  private static final String FIX =
      "gather from parameters, along another axis, or with batch_dims over the example axis";

  private GatherRules() {}

  static ExampleAxis gather(Node node) {
    node.requireDataFree(2, "axis");
    int indicesRank = node.rank(1);
    int batchDims = (int) node.intAttribute("batch_dims");
    batchDims = batchDims < 0 ? batchDims + indicesRank : batchDims;
    int axis = node.requireAxis(2, node.rank(0));
    Optional<ExampleAxis> params = node.axis(0);
    Optional<ExampleAxis> indices = node.axis(1);
    if (params.isPresent() && indices.isPresent()) {
      return withinExamples(node, params.get(), indices.get(), batchDims);
    }
    return params.isPresent()
        ? inExamples(node, params.get(), axis, batchDims)
        : inParameters(node, indices.orElseThrow(), axis, batchDims);
  }

  private static ExampleAxis withinExamples(
      Node node, ExampleAxis params, ExampleAxis indices, int batchDims) {
    if (!params.equals(indices) || params.axis() >= batchDims) {
      throw node.mixes("it picks from one example what another one names", FIX);
    }
    return params;
  }

  /** The axes of the indices take the place of the axis of the parameters. */
  private static ExampleAxis inParameters(Node node, ExampleAxis indices, int axis, int batchDims) {
    if (indices.axis() < batchDims) {
      throw node.mixes("parameters are paired with examples by their place in the batch", FIX);
    }
    return indices.at(axis + indices.axis() - batchDims);
  }

  private static ExampleAxis inExamples(Node node, ExampleAxis params, int axis, int batchDims) {
    if (params.axis() == axis || params.axis() < batchDims) {
      throw node.mixes("it picks rows out of the batch", FIX);
    }
    int added = node.rank(1) - batchDims - 1;
    return params.at(params.axis() < axis ? params.axis() : params.axis() + added);
  }

  static ExampleAxis gatherNd(Node node) {
    Optional<ExampleAxis> params = node.axis(0);
    if (params.isPresent()) {
      return pointsInExamples(node, params.get());
    }
    ExampleAxis indices = node.requireExamples(1, "indices");
    if (indices.axis() == node.rank(1) - 1) {
      throw node.mixes("its points are made of several examples", "put examples in front");
    }
    return indices;
  }

  /** Points in the axes in front of the examples. */
  private static ExampleAxis pointsInExamples(Node node, ExampleAxis params) {
    Shape indices = node.shape(1);
    int rank = node.rank(1);
    long depth = rank == 0 ? Shape.UNKNOWN_SIZE : indices.get(rank - 1);
    if (!node.isDataFree(1) || depth > params.axis()) {
      throw node.mixes("it picks entries out of the batch", FIX);
    }
    if (depth == Shape.UNKNOWN_SIZE) {
      throw node.notFollowed("has points of unknown length", "give the indices a static shape");
    }
    return params.at(params.axis() - (int) depth + rank - 1);
  }
}
