package io.dptrain.core.savedmodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** A variable, and one that was initialized from it. */
  private record Pair(String empty, String twin) {}

  /** Fills variables that have no value, where another one was initialized from them. */
  static void fill(GraphDef definition, Graph graph, Session session) {
    List<Pair> pairs = pairs(definition);
    Set<String> filled = withValue(pairs, graph, session);
    // Again as long as one was filled, which may be the twin of another.
    for (List<Pair> next = next(pairs, filled); !next.isEmpty(); next = next(pairs, filled)) {
      Session.Runner runner = session.runner();
      next.forEach(pair -> runner.addTarget(copy(graph, pair)));
      runner.run().close();
      next.forEach(pair -> filled.add(pair.empty()));
    }
  }

  private static List<Pair> pairs(GraphDef definition) {
    Map<String, NodeDef> nodes = new HashMap<>();
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    List<Pair> pairs = new ArrayList<>();
    for (NodeDef node : definition.getNodeList()) {
      NodeDef read = node.getOp().equals("AssignVariableOp") ? nodes.get(node.getInput(1)) : null;
      if (read != null && read.getOp().equals("ReadVariableOp")) {
        pairs.add(new Pair(read.getInput(0), node.getInput(0)));
      }
    }
    return pairs;
  }

  /** One for each variable that has no value, and a twin with one. */
  private static List<Pair> next(List<Pair> pairs, Set<String> filled) {
    Map<String, Pair> next = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      if (!filled.contains(pair.empty()) && filled.contains(pair.twin())) {
        next.putIfAbsent(pair.empty(), pair);
      }
    }
    return List.copyOf(next.values());
  }

  /** Those that have a value; asked in one run, since each run sets up a graph that grew. */
  private static Set<String> withValue(List<Pair> pairs, Graph graph, Session session) {
    Set<String> all = new LinkedHashSet<>();
    pairs.forEach(pair -> all.addAll(List.of(pair.empty(), pair.twin())));
    Set<String> filled = new HashSet<>();
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

  private static Operation copy(Graph graph, Pair pair) {
    GraphOperation from = graph.operationOrThrow(pair.twin());
    GraphOperation to = graph.operationOrThrow(pair.empty());
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
