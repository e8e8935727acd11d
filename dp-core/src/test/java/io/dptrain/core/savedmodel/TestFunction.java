package io.dptrain.core.savedmodel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** A function of a hand-written SavedModel. */
final class TestFunction {
  final String name;
  private final FunctionDef.Builder definition = FunctionDef.newBuilder();

  TestFunction(String name) {
    this.name = name;
    definition.getSignatureBuilder().setName(name);
  }

  TestFunction input(String argument, DataType type) {
    definition
        .getSignatureBuilder()
        .addInputArg(OpDef.ArgDef.newBuilder().setName(argument).setType(type));
    return this;
  }

  TestFunction inputs(DataType type, String... arguments) {
    for (String argument : arguments) {
      input(argument, type);
    }
    return this;
  }

  /** An argument whose type the caller sets. */
  TestFunction inputOf(String argument, String typeAttribute) {
    definition
        .getSignatureBuilder()
        .addInputArg(OpDef.ArgDef.newBuilder().setName(argument).setTypeAttr(typeAttribute))
        .addAttr(OpDef.AttrDef.newBuilder().setName(typeAttribute).setType("type"));
    return this;
  }

  TestFunction node(String nodeName, String type, List<String> inputs, Object... attributes) {
    definition.addNodeDef(TestNodes.node(nodeName, type, inputs, attributes));
    return this;
  }

  TestFunction read(String nodeName, String variable) {
    return node(nodeName, "ReadVariableOp", List.of(variable), "dtype", DataType.DT_FLOAT);
  }

  TestFunction constant(String nodeName, TensorProto value) {
    return node(nodeName, "Const", List.of(), "dtype", value.getDtype(), "value", value);
  }

  /** Calls a function of one tensor and some variables. */
  TestFunction call(String nodeName, String called, String tensor, String... variables) {
    List<String> inputs = new ArrayList<>(List.of(tensor));
    inputs.addAll(List.of(variables));
    definition.addNodeDef(TestNodes.call(nodeName, called, inputs, variables.length));
    return this;
  }

  TestFunction returns(String output, DataType type, String tensor) {
    definition
        .getSignatureBuilder()
        .addOutputArg(OpDef.ArgDef.newBuilder().setName(output).setType(type));
    definition.putRet(output, tensor);
    return this;
  }

  FunctionDef definition() {
    return definition.build();
  }
}
