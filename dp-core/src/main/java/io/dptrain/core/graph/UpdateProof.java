package io.dptrain.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/**
 * Proves that data reaches the trained variables through the noised gradients alone: every
 * operation that writes to such a variable is followed back, and the way must end at a noised
 * gradient or in something that is not data.
 *
 * <p>It finds an optimizer that was added to the same graph without protection, and any other
 * second path from the batch to a variable. Not thread safe.
 */
public final class UpdateProof {
  private static final List<String> WRITERS =
      List.of("Assign", "Apply", "SparseApply", "Scatter", "CountUpTo");

  /** A checkpoint that is restored is none of these: it holds what was trained before. */
  private static final List<String> READERS =
      List.of("ReadFile", "Reader", "QueueDequeue", "IteratorGetNext", "MapUnstage", "Unstage");

  private final List<Output<?>> variables;
  private final PublicInputs publicInputs;
  private final Set<GraphOperation> noisedGradients = new HashSet<>();
  private int checkedConsumers;

  /**
   * A proof obligation. It covers the variables that are read without being trained, too: what was
   * written into them from data would reach the trained ones without noise.
   *
   * @param variables the trained variables
   * @param sources what the gradients are computed from, such as the loss
   * @param publicInputs the placeholders that hold nothing private; every other one counts as data
   * @param noisedGradients what may be written, in any way, into the variables
   */
  public UpdateProof(
      List<Output<?>> variables,
      List<? extends Output<?>> sources,
      List<? extends Operand<?>> publicInputs,
      List<Output<?>> noisedGradients) {
    Set<Output<?>> all = new LinkedHashSet<>(variables);
    for (Output<?> source : sources) {
      Graphs.ancestorsInOrder(source).stream()
          .filter(operation -> OpRegistry.isVariable(operation.type()))
          .forEach(operation -> all.add(operation.output(0)));
    }
    this.variables = List.copyOf(all);
    this.publicInputs = PublicInputs.of(publicInputs);
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
      for (GraphOperation consumer : consumersOfReference((GraphOperation) variable.op())) {
        if (writes(consumer) && seesRawData(consumer)) {
          findings.add(
              new GraphFinding(
                  GraphFinding.Kind.UNPROTECTED_UPDATE,
                  consumer,
                  "updates the variable '"
                      + variable.op().name()
                      + "' from data that was neither clipped nor noised",
                  "train each variable through one DpOptimizer and nothing else, and write nothing"
                      + " computed from data into one that the loss reads"));
        }
      }
    }
    if (!findings.isEmpty()) {
      throw new PrivacyProofException(findings);
    }
    checkedConsumers = consumers();
  }

  /**
   * Checks again if something was attached to a variable since the last check. Cheap enough to be
   * called before every step.
   *
   * @throws PrivacyProofException as {@link #check()} does
   */
  public void checkIfChanged() {
    if (consumers() != checkedConsumers) {
      check();
    }
  }

  private int consumers() {
    int consumers = 0;
    for (Output<?> variable : variables) {
      consumers += consumersOfReference((GraphOperation) variable.op()).size();
    }
    return consumers;
  }

  /**
   * Everything that is handed a reference to a variable, also through ops such as RefIdentity, and
   * through writers, which hand it on.
   */
  private static Set<GraphOperation> consumersOfReference(GraphOperation variable) {
    Set<GraphOperation> consumers = new HashSet<>(variable.consumers());
    for (GraphOperation consumer : Set.copyOf(consumers)) {
      if (consumer.type().startsWith("Ref") || writes(consumer)) {
        consumers.addAll(consumersOfReference(consumer));
      }
    }
    return consumers;
  }

  private static boolean writes(GraphOperation operation) {
    return WRITERS.stream().anyMatch(operation.type()::startsWith);
  }

  private boolean seesRawData(GraphOperation writer) {
    Set<GraphOperation> seen = new HashSet<>(noisedGradients);
    Deque<GraphOperation> open = new ArrayDeque<>(List.of(writer));
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (!seen.add(operation)) {
        continue;
      }
      if (isRawData(operation)) {
        return true;
      }
      open.addAll(Graphs.inputsOf(operation));
      if (OpRegistry.isVariable(operation.type())) {
        consumersOfReference(operation).stream().filter(UpdateProof::writes).forEach(open::add);
      }
    }
    return false;
  }

  /** Placeholders that were not declared public, and what reads files, queues and data sets. */
  private boolean isRawData(GraphOperation operation) {
    return publicInputs.takesData(operation)
        || READERS.stream().anyMatch(operation.type()::startsWith);
  }
}
