package io.dptrain.core.internal.graph.proof;

import io.dptrain.core.internal.graph.PublicInputs;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * What the proofs of the updates of each graph were told: which operations give noised gradients,
 * and which placeholders are public. So that whoever asks whether a variable is private need not
 * know who trains it.
 *
 * <p>Held by name, and by graphs that are still in use alone. Thread safe.
 */
final class ProofRecord {
  private static final Map<Graph, ProofRecord> GRAPHS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Set<String> noised = Collections.synchronizedSet(new HashSet<>());
  private final Set<String> publicInputs = Collections.synchronizedSet(new HashSet<>());

  /** The record of a graph; empty if no proof holds there. */
  static ProofRecord of(Graph graph) {
    return GRAPHS.computeIfAbsent(graph, key -> new ProofRecord());
  }

  /** Adds what a proof that holds was told. */
  void add(Set<GraphOperation> noisedGradients, PublicInputs inputs) {
    noisedGradients.forEach(operation -> noised.add(operation.name()));
    inputs.declared().forEach(operation -> publicInputs.add(operation.name()));
  }

  Set<GraphOperation> noised(Graph graph) {
    return operations(graph, noised);
  }

  PublicInputs publicInputs(Graph graph) {
    return new PublicInputs(operations(graph, publicInputs));
  }

  private static Set<GraphOperation> operations(Graph graph, Set<String> names) {
    return Set.copyOf(names).stream().map(graph::operationOrThrow).collect(Collectors.toSet());
  }
}
