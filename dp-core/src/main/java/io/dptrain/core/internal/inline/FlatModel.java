package io.dptrain.core.internal.inline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A model as plain nodes without functions: what its outputs are computed from.
 *
 * @param definition placeholders, operations and variables, the latter without values
 * @param inputs the node of each input of the signature
 * @param outputs the tensor of each output of the signature
 * @param variables for each variable the node of the original that holds it
 * @param tensors the tensors of each operation of the original, by its name
 */
public record FlatModel(
    GraphDef definition,
    Map<String, String> inputs,
    Map<String, String> outputs,
    Map<String, String> variables,
    Map<String, List<String>> tensors) {

  /** Leaves out what no output is computed from. */
  FlatModel pruned() {
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> needed = new HashSet<>(inputs.values());
    needed.addAll(needed(nodes, outputs.values()));
    Map<String, String> kept = new LinkedHashMap<>(variables);
    kept.keySet().retainAll(needed);
    Map<String, List<String>> seen = new LinkedHashMap<>(tensors);
    seen.values()
        .removeIf(list -> !list.stream().map(FunctionScope::nodeOf).allMatch(needed::contains));
    GraphDef.Builder smaller = definition.toBuilder().clearNode();
    nodes.values().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(smaller::addNode);
    return new FlatModel(smaller.build(), inputs, outputs, kept, seen);
  }

  /** The nodes that some tensors are computed from, by data. */
  public static Set<String> needed(Map<String, NodeDef> nodes, Collection<String> tensors) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(tensors);
    while (!open.isEmpty()) {
      String name = FunctionScope.nodeOf(open.pop());
      if (needed.add(name) && nodes.containsKey(name)) {
        open.addAll(FunctionScope.dataInputs(nodes.get(name)));
      }
    }
    return needed;
  }

  /** Puts other nodes in the place of some, under their names. */
  public FlatModel with(Map<String, NodeDef> replaced) {
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : definition.getNodeList()) {
      nodes.add(replaced.getOrDefault(node.getName(), node));
    }
    Map<String, String> left = new LinkedHashMap<>(variables);
    left.keySet().removeAll(replaced.keySet());
    return new FlatModel(
        definition.toBuilder().clearNode().addAllNode(nodes).build(),
        inputs,
        outputs,
        left,
        tensors);
  }
}
