package io.dptrain.core.graph;

import static io.dptrain.core.graph.ExampleDependence.NONE;
import static io.dptrain.core.graph.ExampleDependence.ROWS;
import static io.dptrain.core.graph.ExampleDependence.ROW_COUNT;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * An operation together with what its inputs depend on: all that a {@link FlowRule} looks at.
 *
 * @param operation the operation
 * @param inputs the dependence of each of its inputs, in order
 */
record Node(GraphOperation operation, List<ExampleDependence> inputs) {

  /** Whether no input knows anything of the data. */
  boolean isDataFree() {
    return inputs.stream().allMatch(input -> input == NONE);
  }

  /** Whether the inputs know the number of rows, but no row. */
  boolean knowsRowCountOnly() {
    return inputs.stream().noneMatch(input -> input == ROWS) && inputs.contains(ROW_COUNT);
  }

  /** The static shape of an input. */
  Shape shape(int input) {
    return operation.input(input).shape();
  }

  /** The rank of an input, or {@link Shape#UNKNOWN_SIZE} when it is not known statically. */
  int rank(int input) {
    return shape(input).isUnknown() ? (int) Shape.UNKNOWN_SIZE : shape(input).numDimensions();
  }

  /** The integers of an input that is a constant, or null when it is not one. */
  int[] constant(int input) {
    return Graphs.constantInts(operation.input(input).op());
  }

  /** The refusal of this operation because it would mix examples. */
  PrivacyProofException mixes(String reason, String fix) {
    return refuse(GraphFinding.Kind.MIXES_EXAMPLES, "mixes examples: " + reason, fix);
  }

  /** The refusal of this operation because its effect on the example axis is not known. */
  PrivacyProofException notFollowed(String reason, String fix) {
    return refuse(GraphFinding.Kind.NOT_FOLLOWED, reason, fix);
  }

  /** The refusal of this operation. */
  PrivacyProofException refuse(GraphFinding.Kind kind, String reason, String fix) {
    return new PrivacyProofException(
        new GraphFinding(kind, operation.name(), operation.type(), reason, fix));
  }
}
