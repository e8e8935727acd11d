package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.fault.FailingRules;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/** Ops that pair the elements of their inputs: the example axes must lie on one another. */
final class AlignmentRules {
  /** The reductions that may keep their axes, and the classes of TensorFlow Java that say so. */
  static final Map<String, String> KEEP_DIMS_OF =
      Map.of(
          "EuclideanNorm", "EuclideanNorm",
          "Max", "ReduceMax",
          "Mean", "Mean",
          "Min", "ReduceMin",
          "Prod", "ReduceProd",
          "Sum", "ReduceSum");

  private AlignmentRules() {}

  /**
   * Elementwise with broadcasting: shapes are aligned from the right. Inputs with examples must
   * agree on where they lie; a tensor without data must not reach the example axis, or what an
   * example meets would depend on its place in the batch, and so on who else is in it.
   */
  static ExampleAxis elementwise(Node node) {
    FailingRules.refuse(node);
    int rank = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      rank = Math.max(rank, node.rank(i));
    }
    ExampleAxis common = commonAxis(node, rank);
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.isDataFree(i)) {
        requireBroadcast(node, i, rank - common.axis());
      }
    }
    return common;
  }

  private static ExampleAxis commonAxis(Node node, int rank) {
    Optional<ExampleAxis> common = Optional.empty();
    for (int i = 0; i < node.inputs().size(); i++) {
      Optional<ExampleAxis> axis = node.axis(i);
      if (axis.isPresent()) {
        ExampleAxis placed = axis.get().at(axis.get().axis() + rank - node.rank(i));
        if (common.isPresent() && !common.get().equals(placed)) {
          throw node.mixes(
              "the example axes of its inputs of shapes "
                  + shapes(node)
                  + " do not lie on one another, "
                  + common.get()
                  + " and "
                  + placed
                  + " after broadcasting, so it pairs different examples",
              keptAxis(node, rank)
                  .orElse(
                      "bring the example axes of all inputs to the same place, as with expandDims"
                          + " or transpose"));
        }
        common = Optional.of(placed);
      }
    }
    return common.orElseThrow();
  }

  /** The line to write if a reduction just before took the axis away that is missing. */
  private static Optional<String> keptAxis(Node node, int rank) {
    return IntStream.range(0, node.inputs().size())
        .filter(i -> node.rank(i) < rank && node.axis(i).isPresent())
        .filter(i -> isPlacedIfKept(node, i, rank))
        .mapToObj(i -> reduction(node, i))
        .map(
            operation ->
                "keep the axis that "
                    + operation.type()
                    + " '"
                    + operation.name()
                    + "' takes away, by "
                    + KEEP_DIMS_OF.get(operation.type())
                    + ".keepDims(true)")
        .findFirst();
  }

  private static GraphOperation reduction(Node node, int input) {
    return withoutFunctions((GraphOperation) node.operation().input(input).op());
  }

  /** Whether the examples of an input would lie where those of the others do. */
  private static boolean isPlacedIfKept(Node node, int input, int rank) {
    GraphOperation reduction = reduction(node, input);
    if (!KEEP_DIMS_OF.containsKey(reduction.type())
        || node.shapes().of(reduction.input(0)).numDimensions() != rank) {
      return false;
    }
    Optional<long[]> axes = Graphs.constantLongs(reduction.input(1).op());
    if (axes.isEmpty()) {
      return false;
    }
    Set<Integer> reduced =
        LongStream.of(axes.get())
            .mapToObj(axis -> node.normalize(axis, rank))
            .collect(Collectors.toSet());
    int[] kept = IntStream.range(0, rank).filter(axis -> !reduced.contains(axis)).toArray();
    int axis = node.axis(input).orElseThrow().axis();
    return axis < kept.length
        && IntStream.range(0, node.inputs().size())
            .filter(other -> node.rank(other) == rank)
            .mapToObj(node::axis)
            .flatMap(Optional::stream)
            .allMatch(examples -> examples.axis() == kept[axis]);
  }

  private static GraphOperation withoutFunctions(GraphOperation operation) {
    GraphOperation inner = operation;
    while (OpFacts.kindOf(inner.type()) == OpKind.UNARY) {
      inner = (GraphOperation) inner.input(0).op();
    }
    return inner;
  }

  private static String shapes(Node node) {
    return IntStream.range(0, node.inputs().size())
        .mapToObj(i -> node.shape(i).toString())
        .collect(Collectors.joining(" and "));
  }

  /**
   * Refuses an input without data that has several entries along the example axis.
   *
   * @param fromRight the place of the example axis, counted from the right and from 1
   */
  static void requireBroadcast(Node node, int input, int fromRight) {
    int rank = node.rank(input);
    if (rank < fromRight) {
      return;
    }
    Shape shape = node.shape(input);
    long size = shape.get(rank - fromRight);
    if (size == Shape.UNKNOWN_SIZE) {
      throw node.notFollowed(
          "meets the example axis with a tensor without data of shape " + shape,
          "give that tensor a static size of 1 there, or a lower rank");
    }
    if (size != 1) {
      throw node.mixes(
          "a tensor without data of shape "
              + shape
              + " meets the example axis, so a row depends on its place in the batch",
          isVectorOfExamples(node)
              ? "give the examples an axis of their own with tf.expandDims(x, tf.constant(-1)), or"
                  + " give that tensor the shape []"
              : "give that tensor a lower rank or the size 1 on the example axis");
    }
  }

  /** Whether what holds examples is one number for each. */
  private static boolean isVectorOfExamples(Node node) {
    int[] ranks =
        IntStream.range(0, node.inputs().size())
            .filter(i -> node.axis(i).isPresent())
            .map(node::rank)
            .toArray();
    return ranks.length > 0 && IntStream.of(ranks).allMatch(rank -> rank == 1);
  }

  /** The first version of select: the condition may also be a vector that picks whole rows. */
  static ExampleAxis select(Node node) {
    if (node.rank(0) != 1 || node.rank(1) < 2) {
      return elementwise(node);
    }
    ExampleAxis condition = node.requireExamples(0, "condition");
    for (int i = 1; i < 3; i++) {
      if (!Optional.of(condition).equals(node.axis(i))) {
        throw node.mixes(
            "its condition picks rows, but they are not the rows of the examples",
            "give the condition the shape of the other inputs");
      }
    }
    return condition;
  }

  /** A cross entropy of logits and labels, both of shape {@code [batch, classes]}. */
  static ExampleAxis crossEntropy(Node node) {
    ExampleAxis axis = elementwise(node);
    requireRowsOfClasses(node, axis, Math.max(node.rank(0), node.rank(1)));
    return axis;
  }

  /** A cross entropy of logits {@code [batch, classes]} and labels {@code [batch]}. */
  static ExampleAxis sparseCrossEntropy(Node node) {
    ExampleAxis logits = node.requireExamples(0, "first input");
    ExampleAxis labels = node.requireExamples(1, "second input");
    requireRowsOfClasses(node, logits, node.rank(0));
    if (!logits.equals(labels)) {
      throw node.mixes(
          "it pairs logits with the labels of other examples, " + logits + " and " + labels,
          "feed one label for each row of the logits");
    }
    return logits;
  }

  private static void requireRowsOfClasses(Node node, ExampleAxis axis, int rank) {
    if (rank != 2) {
      throw node.notFollowed("has logits of rank " + rank, "reshape them to [rows, classes]");
    }
    if (axis.axis() != 0) {
      throw node.mixes(
          "it normalizes over the example axis", "give the logits the shape [batch, classes]");
    }
  }
}
