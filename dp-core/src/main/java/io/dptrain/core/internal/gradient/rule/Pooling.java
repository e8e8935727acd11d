package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Finds look-ups whose rows are averaged or added up right away, such as an embedding followed by a
 * mean over the words of a text.
 */
public final class Pooling {
  private Pooling() {}

  /** The mean or sum over all positions of a look-up, if nothing else is done with its result. */
  static Optional<GraphOperation> of(ExampleAnalysis analysis, GraphOperation lookUp) {
    if (!isLookUpOfRows(analysis, lookUp)) {
      return Optional.empty();
    }
    List<GraphOperation> consumers = new ArrayList<>();
    for (GraphOperation operation : analysis.operations()) {
      for (Operand<?> input : operation.inputs()) {
        if (input.asOutput().op().equals(lookUp)) {
          consumers.add(operation);
        }
      }
    }
    return consumers.size() == 1 && pools(analysis, lookUp, consumers.get(0))
        ? Optional.of(consumers.get(0))
        : Optional.empty();
  }

  /** From a table of two axes, along the first, with one row of ids per example. */
  private static boolean isLookUpOfRows(ExampleAnalysis analysis, GraphOperation lookUp) {
    if (!lookUp.type().equals("GatherV2") || lookUp.attributes().getAttrInt("batch_dims") != 0) {
      return false;
    }
    Shape table = analysis.shape(lookUp.input(0));
    Output<?> ids = lookUp.input(1);
    return ExampleAnalysis.constantInts(lookUp.input(2)).filter(axis -> axis[0] == 0).isPresent()
        && !table.isUnknown()
        && table.numDimensions() == 2
        && analysis.exampleAxis(ids).filter(ExampleAxis.ROWS::equals).isPresent()
        && Arrangement.isStatic(analysis.shape(ids), ExampleAxis.ROWS)
        && analysis.shape(ids).numDimensions() > 1;
  }

  /** Whether exactly the axes of the positions are reduced. */
  private static boolean pools(
      ExampleAnalysis analysis, GraphOperation lookUp, GraphOperation consumer) {
    if (!Set.of("Mean", "Sum").contains(consumer.type())) {
      return false;
    }
    int rank = analysis.shape(lookUp.output(0)).numDimensions();
    Set<Integer> positions = new TreeSet<>();
    for (int axis = 1; axis < rank - 1; axis++) {
      positions.add(axis);
    }
    Set<Integer> reduced = new TreeSet<>();
    Optional<int[]> axes = ExampleAnalysis.constantInts(consumer.input(1));
    axes.ifPresent(
        all -> {
          for (int axis : all) {
            reduced.add(Math.floorMod(axis, rank));
          }
        });
    return reduced.equals(positions)
        && analysis.exampleAxis(consumer.output(0)).filter(ExampleAxis.ROWS::equals).isPresent();
  }
}
