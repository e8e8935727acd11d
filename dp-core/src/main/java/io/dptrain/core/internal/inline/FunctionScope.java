package io.dptrain.core.internal.inline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The graph itself, or one call of a function: where names of nodes are looked up.
 *
 * @param nodes by name
 * @param arguments the tensors that the call gives to each argument
 * @param attributes what the call sets the attributes of the function to
 * @param prefix what stands before names
 * @param path the functions that lead here, for messages
 * @param done the tensors of each node that was placed
 */
public record FunctionScope(
    Map<String, NodeDef> nodes,
    Map<String, List<String>> arguments,
    Map<String, AttrValue> attributes,
    String prefix,
    String path,
    Map<String, List<String>> done) {

  static FunctionScope of(
      List<NodeDef> nodes,
      Map<String, List<String>> arguments,
      Map<String, AttrValue> attributes,
      String prefix,
      String path) {
    Map<String, NodeDef> byName = new LinkedHashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return new FunctionScope(byName, arguments, attributes, prefix, path, new HashMap<>());
  }

  /** The name of the node that a reference to tensors begins with. */
  public static String nodeOf(String reference) {
    int colon = reference.indexOf(':');
    return colon < 0 ? reference : reference.substring(0, colon);
  }

  /** The nodes that a node is computed from. */
  List<NodeDef> inputsOf(NodeDef node) {
    List<NodeDef> inputs = new ArrayList<>();
    for (String reference : dataInputs(node)) {
      NodeDef input = nodes.get(nodeOf(reference));
      if (input != null && !arguments.containsKey(input.getName())) {
        inputs.add(input);
      }
    }
    return inputs;
  }

  /** The tensors that a node is computed from; those by control are only for order. */
  public static List<String> dataInputs(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  /** The attributes of a node, with what the call and TensorFlow itself fill in. */
  Map<String, AttrValue> attributesOf(NodeDef node) {
    Map<String, AttrValue> filled = new LinkedHashMap<>();
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("_")) {
                filled.put(name, attributes.getOrDefault(value.getPlaceholder(), value));
              }
            });
    OpArguments.addDefaults(node, filled);
    return filled;
  }
}
