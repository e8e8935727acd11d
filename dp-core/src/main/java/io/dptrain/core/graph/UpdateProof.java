package io.dptrain.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * Proves that data reaches the trained variables through the noised gradients alone: every
 * operation that writes to such a variable is followed back, and the way must end at a noised
 * gradient or in something that is not data.
 *
 * <p>It finds an optimizer that was added to the same graph without protection, and any other
 * second path from the batch to a variable.
 */
public final class UpdateProof {
  private static final List<String> WRITERS =
      List.of("Assign", "Apply", "SparseApply", "Scatter", "CountUpTo");

  private final List<Output<?>> variables;
  private final Set<GraphOperation> dataInputs = new HashSet<>();
  private final Set<GraphOperation> noisedGradients = new HashSet<>();

  /**
   * A proof obligation.
   *
   * @param variables the trained variables
   * @param dataInputs the placeholders that take examples
   * @param noisedGradients what may be written, in any way, into the variables
   */
  public UpdateProof(
      List<Output<?>> variables, List<Output<?>> dataInputs, List<Output<?>> noisedGradients) {
    this.variables = List.copyOf(variables);
    dataInputs.forEach(input -> this.dataInputs.add((GraphOperation) input.op()));
    noisedGradients.forEach(gradient -> this.noisedGradients.add((GraphOperation) gradient.op()));
  }

  /**
   * Checks the graph as it stands.
   *
   * @throws PrivacyProofException naming every operation that writes raw data into a variable
   */
  public void check() {
    List<GraphFinding> findings = new ArrayList<>();
    for (Output<?> variable : variables) {
      for (GraphOperation consumer : ((GraphOperation) variable.op()).consumers()) {
        if (writes(consumer) && seesRawData(consumer)) {
          findings.add(
              new GraphFinding(
                  consumer.name(),
                  consumer.type(),
                  "updates the variable '"
                      + variable.op().name()
                      + "' from data that was neither clipped nor noised",
                  "train each variable through one DpOptimizer and nothing else"));
        }
      }
    }
    if (!findings.isEmpty()) {
      throw new PrivacyProofException(findings);
    }
  }

  private static boolean writes(GraphOperation operation) {
    return WRITERS.stream().anyMatch(operation.type()::startsWith);
  }

  private boolean seesRawData(GraphOperation writer) {
    Set<GraphOperation> seen = new HashSet<>(noisedGradients);
    Deque<GraphOperation> open = new ArrayDeque<>(List.of(writer));
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (dataInputs.contains(operation)) {
        return true;
      }
      if (seen.add(operation)) {
        open.addAll(Graphs.inputsOf(operation));
      }
    }
    return false;
  }
}
