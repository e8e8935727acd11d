package io.dptrain.core.savedmodel;

import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;

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
