package io.dptrain.core.savedmodel;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;

/**
 * Gives variables the values that their twins were restored with.
 *
 * <p>{@code tf.saved_model.save} of a Keras 3 model writes each variable twice: the signature reads
 * one, and the checkpoint restores another, which was initialized from the first. So a session
 * holds no value for what the signature reads, and cannot run it.
 *
 * <p>Stateless.
 */
final class InitializedTwins {
  private InitializedTwins() {}

  /** Fills variables that have no value, where another one was initialized from them. */
  static void fill(GraphDef definition, Graph graph, Session session) {
    Map<String, String> twins = twins(definition);
    Set<String> filled = withValue(twins, graph, session);
    Session.Runner runner = session.runner();
    boolean isAny = false;
    for (Map.Entry<String, String> pair : twins.entrySet()) {
      if (!filled.contains(pair.getKey()) && filled.contains(pair.getValue())) {
        runner.addTarget(
            copy(
                graph,
                graph.operationOrThrow(pair.getValue()),
                graph.operationOrThrow(pair.getKey())));
        isAny = true;
      }
    }
    if (isAny) {
      runner.run().close();
    }
  }

  /** Which variable was initialized from which, by the latter. */
  private static Map<String, String> twins(GraphDef definition) {
    Map<String, NodeDef> nodes = new HashMap<>();
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Map<String, String> twins = new LinkedHashMap<>();
    for (NodeDef node : definition.getNodeList()) {
      NodeDef read = node.getOp().equals("AssignVariableOp") ? nodes.get(node.getInput(1)) : null;
      if (read != null && read.getOp().equals("ReadVariableOp")) {
        twins.put(read.getInput(0), node.getInput(0));
      }
    }
    return twins;
  }

  /** Those of both sides that have a value; asked in one run, since each sets up the session. */
  private static Set<String> withValue(Map<String, String> twins, Graph graph, Session session) {
    Set<String> all = new LinkedHashSet<>(twins.keySet());
    all.addAll(twins.values());
    Set<String> filled = new LinkedHashSet<>();
    if (all.isEmpty()) {
      return filled;
    }
    Session.Runner runner = session.runner();
    all.forEach(variable -> runner.fetch(asked(graph, variable)));
    try (Result result = runner.run()) {
      int i = 0;
      for (String variable : all) {
        if (((TBool) result.get(i++)).getBoolean()) {
          filled.add(variable);
        }
      }
    }
    return filled;
  }

  private static Output<?> asked(Graph graph, String variable) {
    return graph
        .opBuilder("VarIsInitializedOp", "dptrain_import/has_value/" + variable, graph.baseScope())
        .addInput(graph.operationOrThrow(variable).output(0))
        .build()
        .output(0);
  }

  private static Operation copy(Graph graph, GraphOperation from, GraphOperation to) {
    var type = from.attributes().getAttrType("dtype");
    GraphOperation value =
        graph
            .opBuilder("ReadVariableOp", "dptrain_import/twin/" + to.name(), graph.baseScope())
            .addInput(from.output(0))
            .setAttr("dtype", type)
            .build();
    return graph
        .opBuilder("AssignVariableOp", "dptrain_import/fill/" + to.name(), graph.baseScope())
        .addInput(to.output(0))
        .addInput(value.output(0))
        .setAttr("dtype", type)
        .build();
  }
}
