package io.dptrain.core.internal.graph.proof;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.GraphLog;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * The variables of a graph that are not private output: something writes to them from data that was
 * neither clipped nor noised, such as a metric or a moving average. Stateless.
 */
public final class WrittenFromData {
  private static final String RESOURCE = "VarHandleOp";
  private static final Set<String> READERS =
      Set.of("ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VarIsInitializedOp");

  private WrittenFromData() {}

  /** All such variables of a graph, each with what writes to it. */
  public static Map<GraphOperation, GraphFinding> in(Graph graph) {
    List<GraphOperation> variables = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (OpRegistry.isVariable(operation.type()) || operation.type().equals(RESOURCE)) {
        variables.add(operation);
      }
    }
    return of(graph, variables);
  }

  /**
   * Those of some variables of a graph.
   *
   * @return what writes to each of them first; the others are computed from noised gradients, from
   *     constants, and from what was declared public
   */
  public static Map<GraphOperation, GraphFinding> of(
      Graph graph, Collection<GraphOperation> variables) {
    GraphLog log = new GraphLog(graph);
    log.read();
    ProofRecord record = ProofRecord.of(graph);
    UpdateWalk last = new UpdateWalk(log, record.publicInputs(graph), record.noised(graph));
    Map<GraphOperation, GraphFinding> found = new LinkedHashMap<>();
    for (GraphOperation variable : variables) {
      if (variable.type().equals(RESOURCE)) {
        writerOf(variable).ifPresent(finding -> found.put(variable, finding));
        continue;
      }
      // Each by a walk of its own: one that was seen before would count as looked at.
      last = last.another();
      last.findings(List.of(variable)).stream()
          .filter(finding -> finding.kind() == GraphFinding.Kind.UNPROTECTED_UPDATE)
          .findFirst()
          .ifPresent(finding -> found.put(variable, finding));
    }
    return found;
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
