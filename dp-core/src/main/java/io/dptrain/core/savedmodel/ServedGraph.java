package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.ImportMark;
import io.dptrain.core.internal.graph.op.OpRegistry;
import io.dptrain.core.internal.inline.FlatModel;
import io.dptrain.core.internal.inline.FunctionScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The part of a graph that computes some outputs from some inputs.
 *
 * @param definition its nodes, under their names
 * @param variables those among them that hold values
 */
record ServedGraph(GraphDef definition, List<GraphOperation> variables) {

  /**
   * Finds the part.
   *
   * @throws IllegalArgumentException if an output needs a placeholder that is no input, or holds
   *     state in another way than in a variable
   */
  static ServedGraph of(
      Graph graph, Map<String, Output<?>> inputs, Map<String, Output<?>> outputs) {
    GraphDef whole = graph.toGraphDef();
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    whole.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    inputs.forEach((key, input) -> nodes.put(input.op().name(), placeholder(key, input)));
    List<String> wanted =
        new ArrayList<>(outputs.values().stream().map(output -> output.op().name()).toList());
    wanted.addAll(inputs.values().stream().map(input -> input.op().name()).toList());
    Set<String> needed = FlatModel.needed(nodes, wanted);
    Set<String> fed =
        inputs.values().stream().map(input -> input.op().name()).collect(Collectors.toSet());
    GraphDef.Builder part = GraphDef.newBuilder().setVersions(whole.getVersions());
    List<GraphOperation> variables = new ArrayList<>();
    for (NodeDef node : nodes.values()) {
      if (needed.contains(node.getName())) {
        requireServed(node, fed);
        part.addNode(asServed(node));
        if (OpRegistry.isVariable(node.getOp())) {
          variables.add(graph.operationOrThrow(node.getName()));
        }
      }
    }
    if (part.getNodeList().stream().anyMatch(node -> OpRegistry.callsFunction(node.getOp()))) {
      part.setLibrary(whole.getLibrary());
    }
    return new ServedGraph(part.build(), variables);
  }

  private static NodeDef placeholder(String key, Output<?> input) {
    if (input.index() != 0 || input.op().numOutputs() != 1) {
      throw new IllegalArgumentException(
          "the input '"
              + key
              + "' must be the only output of its operation, but is '"
              + input
              + "'");
    }
    return NodeDef.newBuilder()
        .setName(input.op().name())
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(input.dataType()).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(TensorInfos.of(input.shape())).build())
        .build();
  }

  private static void requireServed(NodeDef node, Set<String> fed) {
    if (node.getOp().equals("Placeholder") && !fed.contains(node.getName())) {
      throw new IllegalArgumentException(
          "outputs must be computed from inputs, but need the placeholder '"
              + node.getName()
              + "': add it with input(...), or build the outputs without it");
    }
    if (OpRegistry.isResourceVariable(node.getOp()) || OpRegistry.takesReference(node.getOp())) {
      throw new IllegalArgumentException(
          "outputs must be computed from the values of variables, but need "
              + node.getOp()
              + " '"
              + node.getName()
              + "': make variables with tf.variable(...), or import the model that they are of");
    }
  }

  /** Without its device, the mark of an import, and what ran before it for order alone. */
  private static NodeDef asServed(NodeDef node) {
    return ImportMark.off(node.toBuilder())
        .clearInput()
        .addAllInput(FunctionScope.dataInputs(node))
        .setDevice("")
        .build();
  }
}
