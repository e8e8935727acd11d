package io.dptrain.core.internal.graph.proof;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.internal.graph.GraphLog;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * The variables of a graph that are not private output: something writes to them from data that was
 * neither clipped nor noised, such as a metric or a moving average. Stateless.
 */
public final class WrittenFromData {
  private WrittenFromData() {}

  /** All such variables of a graph, each with what writes to it. */
  public static Map<GraphOperation, GraphFinding> in(Graph graph) {
    List<GraphOperation> variables = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (OpRegistry.isVariable(operation.type())) {
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
      // Each by a walk of its own: one that was seen before would count as looked at.
      last = last.another();
      last.findings(List.of(variable)).stream()
          .filter(finding -> finding.kind() == GraphFinding.Kind.UNPROTECTED_UPDATE)
          .findFirst()
          .ifPresent(finding -> found.put(variable, finding));
    }
    return found;
  }
}
