package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.inline.FlatModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;

/** A model of plain nodes in a graph. */
record PlacedModel(
    Map<String, Output<?>> inputs,
    Map<String, Output<?>> outputs,
    Map<String, Output<?>> variables,
    Map<String, List<Output<?>>> tensors) {

  /**
   * Adds a model to a graph, below the scope of {@code tf}, or below {@code imported} where names
   * are taken.
   *
   * @param values the initial values of the variables
   */
  static PlacedModel in(Ops tf, FlatModel flat, Map<String, Tensor> values) {
    Graph graph = (Graph) tf.scope().env();
    String prefix = freePrefix(graph, scopeOf(tf), flat);
    graph.importGraphDef(
        flat.definition(), prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1));
    Scope initial = tf.withInitScope().scope();
    flat.variables()
        .keySet()
        .forEach(name -> initialize(graph, initial, prefix + name, values.get(name)));
    Map<String, List<Output<?>>> tensors = new LinkedHashMap<>();
    flat.tensors()
        .forEach(
            (name, list) ->
                tensors.put(
                    name,
                    list.stream()
                        .<Output<?>>map(tensor -> graph.outputOrThrow(prefix + tensor))
                        .toList()));
    Map<String, String> own = new LinkedHashMap<>();
    flat.variables().keySet().forEach(name -> own.put(name, name));
    return new PlacedModel(
        found(graph, prefix, flat.inputs()),
        found(graph, prefix, flat.outputs()),
        found(graph, prefix, own),
        tensors);
  }

  private static Map<String, Output<?>> found(
      Graph graph, String prefix, Map<String, String> tensors) {
    Map<String, Output<?>> found = new LinkedHashMap<>();
    tensors.forEach((key, tensor) -> found.put(key, graph.outputOrThrow(prefix + tensor)));
    return found;
  }

  /** Scopes do not tell their name, but give it to what is named in them. */
  private static String scopeOf(Ops tf) {
    String named = tf.scope().makeOpName("imported");
    return named.substring(0, named.lastIndexOf('/') + 1);
  }

  private static String freePrefix(Graph graph, String scope, FlatModel flat) {
    String prefix = scope;
    for (int i = 1; isTaken(graph, prefix, flat); i++) {
      prefix = scope + "imported_" + i + "/";
    }
    return prefix;
  }

  private static boolean isTaken(Graph graph, String prefix, FlatModel flat) {
    return flat.definition().getNodeList().stream()
        .anyMatch(node -> graph.operation(prefix + node.getName()) != null);
  }

  private static void initialize(Graph graph, Scope initial, String name, Tensor value) {
    Output<?> variable = graph.outputOrThrow(name);
    GraphOperation constant =
        graph
            .opBuilder("Const", name + "/initial_value", initial)
            .setAttr("value", value)
            .setAttr("dtype", value.dataType())
            .build();
    graph
        .opBuilder("Assign", name + "/assign", initial)
        .addInput(variable)
        .addInput(constant.output(0))
        .build();
  }
}
