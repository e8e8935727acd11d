package io.dptrain.core.savedmodel;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
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
    Map<String, NodeDef> nodes = new HashMap<>();
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    for (NodeDef node : definition.getNodeList()) {
      NodeDef read = node.getOp().equals("AssignVariableOp") ? nodes.get(node.getInput(1)) : null;
      if (read != null && read.getOp().equals("ReadVariableOp")) {
        GraphOperation empty = graph.operationOrThrow(read.getInput(0));
        GraphOperation twin = graph.operationOrThrow(node.getInput(0));
        if (!hasValue(graph, session, empty) && hasValue(graph, session, twin)) {
          session.runner().addTarget(copy(graph, twin, empty)).run().close();
        }
      }
    }
  }

  private static boolean hasValue(Graph graph, Session session, GraphOperation variable) {
    String name = "dptrain_import/has_value/" + variable.name();
    Operation asked =
        graph.operation(name) != null
            ? graph.operation(name)
            : graph
                .opBuilder("VarIsInitializedOp", name, graph.baseScope())
                .addInput(variable.output(0))
                .build();
    try (Result result = session.runner().fetch(asked.output(0)).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
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
