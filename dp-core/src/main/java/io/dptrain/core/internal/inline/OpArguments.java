package io.dptrain.core.internal.inline;

import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** How many tensors, and of which types, an argument of an operation stands for. Stateless. */
final class OpArguments {
  private OpArguments() {}

  /** The type of each tensor of an argument: one, or as many as an attribute says. */
  static List<DataType> types(OpDef.ArgDef argument, Map<String, AttrValue> attributes) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return attributes.get(argument.getTypeListAttr()).getList().getTypeList();
    }
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : attributes.get(argument.getTypeAttr()).getType();
    int count =
        argument.getNumberAttr().isEmpty()
            ? 1
            : Math.toIntExact(attributes.get(argument.getNumberAttr()).getI());
    return Collections.nCopies(count, type);
  }

  /** The types of all outputs of a node, in their order. */
  static List<DataType> outputTypes(OpDef definition, Map<String, AttrValue> attributes) {
    List<DataType> types = new ArrayList<>();
    definition.getOutputArgList().forEach(argument -> types.addAll(types(argument, attributes)));
    return types;
  }

  /** Where the tensors of a named output begin among all outputs of a node; empty if none is so. */
  static Optional<Integer> start(
      OpDef definition, Map<String, AttrValue> attributes, String output) {
    int next = 0;
    for (OpDef.ArgDef argument : definition.getOutputArgList()) {
      if (argument.getName().equals(output)) {
        return Optional.of(next);
      }
      next += types(argument, attributes).size();
    }
    return Optional.empty();
  }

  /** The attributes of a node, with the defaults that were left out when it was written. */
  static void addDefaults(NodeDef node, Map<String, AttrValue> attributes) {
    OpRegistry.definition(node.getOp())
        .ifPresent(
            definition ->
                definition.getAttrList().stream()
                    .filter(OpDef.AttrDef::hasDefaultValue)
                    .forEach(
                        attribute ->
                            attributes.putIfAbsent(
                                attribute.getName(), attribute.getDefaultValue())));
  }
}
