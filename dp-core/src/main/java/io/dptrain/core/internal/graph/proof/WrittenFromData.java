package io.dptrain.core.internal.graph.proof;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.GraphLog;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * A variable that is not private output: something writes to it from data that was neither clipped
 * nor noised, such as a metric or a moving average.
 *
 * @param variable what is written
 * @param writer what writes to it first
 */
public record WrittenFromData(GraphOperation variable, GraphFinding writer) {
  private static final Set<String> READERS =
      Set.of("ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VarIsInitializedOp");

  /** All such variables of a graph. */
  public static List<WrittenFromData> in(Graph graph) {
    List<GraphOperation> variables = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (OpRegistry.holdsVariable(operation.type())) {
        variables.add(operation);
      }
    }
    return of(graph, variables);
  }

  /**
   * Those of some variables of a graph. The others are computed from noised gradients, from
   * constants, and from what was declared public.
   */
  public static List<WrittenFromData> of(Graph graph, Collection<GraphOperation> variables) {
    GraphLog log = new GraphLog(graph);
    log.read();
    ProofRecord record = ProofRecord.of(graph);
    UpdateWalk last = new UpdateWalk(log, record.publicInputs(graph), record.noised(graph));
    List<WrittenFromData> found = new ArrayList<>();
    for (GraphOperation variable : variables) {
      if (OpRegistry.isResourceVariable(variable.type())) {
        writerOf(variable).ifPresent(writer -> found.add(new WrittenFromData(variable, writer)));
        continue;
      }
      // Each by a walk of its own: one that was seen before would count as looked at.
      last = last.another();
      last.findings(List.of(variable)).stream()
          .filter(finding -> finding.kind() == GraphFinding.Kind.UNPROTECTED_UPDATE)
          .findFirst()
          .ifPresent(writer -> found.add(new WrittenFromData(variable, writer)));
    }
    return found;
  }

  /** The variable and its writer, by their names. */
  @Override
  public String toString() {
    return "the variable '%s', written by %s '%s'"
        .formatted(variable.name(), writer.type(), writer.operation());
  }

  /** What gives a resource variable anything else than what is computed from constants. */
  private static Optional<GraphFinding> writerOf(GraphOperation variable) {
    return variable.consumers().stream()
        .filter(consumer -> !READERS.contains(consumer.type()))
        .filter(consumer -> !isComputedFromConstants(consumer, variable))
        .findFirst()
        .map(
            writer ->
                new GraphFinding(
                    GraphFinding.Kind.UNPROTECTED_UPDATE,
                    writer,
                    "may write to the resource variable '" + variable.name() + "'",
                    "make variables with tf.variable(...), which are followed"));
  }

  private static boolean isComputedFromConstants(GraphOperation writer, GraphOperation variable) {
    return writer.type().startsWith("Assign")
        && writer.inputs().stream()
            .map(input -> input.asOutput())
            .filter(input -> !input.op().equals(variable))
            .flatMap(input -> Graphs.ancestorsInOrder(input).stream())
            .allMatch(
                operation ->
                    OpRegistry.isPure(operation.type())
                        && !operation.type().startsWith("Placeholder"));
  }
}
