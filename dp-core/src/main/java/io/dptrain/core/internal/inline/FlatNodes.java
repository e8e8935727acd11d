package io.dptrain.core.internal.inline;

import io.dptrain.core.internal.ImportMark;
import io.dptrain.core.internal.graph.op.OpFact.Trait;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/**
 * The plain nodes of a model, one after the other. Operations on resource variables become those on
 * variables that hand out their values; what only passes on its input goes.
 *
 * <p>Not thread safe.
 */
final class FlatNodes {
  /** They give what they are given, when the model serves. */
  private static final Set<String> PASSING =
      Set.of(
          "CheckNumerics",
          "Identity",
          "IdentityN",
          "PlaceholderWithDefault",
          "PreventGradient",
          "ReadVariableOp",
          "Snapshot");

  private static final Set<DataType> NOT_NUMBERS =
      Set.of(DataType.DT_STRING, DataType.DT_RESOURCE, DataType.DT_VARIANT);

  private final FlatNames names = new FlatNames();
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>(); // of the source, to here
  private final Map<String, List<String>> tensors = new LinkedHashMap<>();
  private final Set<String> failed = new HashSet<>(); // refused, or computed from what was
  private final Refused refused;
  private final Set<String> variableConstants;

  FlatNodes(Refused refused, Set<String> variableConstants) {
    this.refused = refused;
    this.variableConstants = variableConstants;
  }

  /** Takes the name of a variable before anything else does, so that it can be found by it. */
  void reserveVariable(NodeDef node) {
    boolean isConstant = node.getOp().equals("Const") && variableConstants.contains(node.getName());
    if (isConstant || OpRegistry.holdsVariable(node.getOp())) {
      String shared =
          node.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance())
              .getS()
              .toStringUtf8();
      variables.put(node.getName(), names.unique(shared.isEmpty() ? node.getName() : shared));
    }
  }

  /** Notes the tensors of an operation of the source. */
  void note(String name, List<String> outputs) {
    tensors.putIfAbsent(name, outputs);
  }

  /** Puts a placeholder where a signature feeds the graph. */
  String placeholder(FunctionScope graph, String key, TensorInfo info) {
    String fed = FunctionScope.nodeOf(info.getName());
    if (info.getName().isEmpty() || !graph.nodes().containsKey(fed)) {
      throw new IllegalArgumentException(
          "the input '" + key + "' must be a tensor of the graph, but is '" + info.getName() + "'");
    }
    String name = names.unique(key);
    if (NOT_NUMBERS.contains(info.getDtype())) {
      refused.add(
          graph.nodes().get(fed).getOp(), key, "", "takes " + info.getDtype() + ", not numbers");
      failed.add(name);
    }
    NodeDef.Builder placeholder =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Placeholder")
            .putAttr("dtype", AttrValue.newBuilder().setType(info.getDtype()).build())
            .putAttr("shape", AttrValue.newBuilder().setShape(info.getTensorShape()).build());
    nodes.put(name, ImportMark.on(placeholder).build());
    // Whatever it was, its other outputs are fed by nobody.
    graph.done().put(fed, List.of(name));
    note(fed, List.of(name));
    return name;
  }

  /** Places one operation, and gives its tensors. */
  List<String> place(
      FunctionScope scope, NodeDef node, List<String> inputs, Map<String, AttrValue> attributes) {
    String type = node.getOp();
    String variable = scope.path().isEmpty() ? variables.get(node.getName()) : null;
    if (variable != null) {
      nodes.put(variable, variable(variable, node, attributes));
      return List.of(variable);
    }
    if (PASSING.contains(type)) {
      return inputs;
    }
    if (type.equals("ResourceGather")) {
      return gather(scope, node, inputs, attributes);
    }
    if (type.equals("ResourceGatherNd")) {
      attributes.put("Tparams", attributes.remove("dtype"));
      return add(scope, node, "GatherNd", inputs, attributes);
    }
    Optional<String> reason = reasonAgainst(type, attributes);
    boolean isFirst = inputs.stream().map(FunctionScope::nodeOf).noneMatch(failed::contains);
    // A loop is named whatever it is fed with: it is what the reader knows of.
    if (isFirst || OpRegistry.callsFunction(type)) {
      reason.ifPresent(text -> refused.add(type, node.getName(), scope.path(), text));
    }
    List<String> outputs = add(scope, node, type, values(type, inputs), attributes);
    if (reason.isPresent() || !isFirst) {
      outputs.stream().map(FunctionScope::nodeOf).forEach(failed::add);
    }
    return outputs;
  }

  /**
   * What an operation takes: the value of a variable, and not the variable itself, where
   * TensorFlow's gradient fails on that. The original reads it by an operation that goes.
   */
  private List<String> values(String type, List<String> inputs) {
    boolean takesValues =
        OpFacts.of(type).has(Trait.NO_GRADIENT_OF_A_VARIABLE) || type.equals(RightProducts.TYPE);
    return inputs.stream()
        .map(input -> takesValues && variables.containsValue(input) ? valueOf(input) : input)
        .toList();
  }

  private String valueOf(String variable) {
    String name = names.unique(variable + "/read");
    nodes.put(
        name,
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Identity")
            .addInput(variable)
            .putAttr("T", nodes.get(variable).getAttrOrThrow("dtype"))
            .build());
    return name;
  }

  private List<String> gather(
      FunctionScope scope, NodeDef node, List<String> inputs, Map<String, AttrValue> attributes) {
    Map<String, AttrValue> changed = new LinkedHashMap<>(attributes);
    changed.put("Tparams", changed.remove("dtype"));
    changed.put("Taxis", AttrValue.newBuilder().setType(DataType.DT_INT32).build());
    changed.remove("validate_indices");
    NodeDef axis =
        NodeDef.newBuilder()
            .setName(node.getName() + "/axis")
            .setOp("Const")
            .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
            .putAttr("value", AttrValue.newBuilder().setTensor(zero()).build())
            .build();
    List<String> all = new ArrayList<>(inputs);
    all.addAll(add(scope, axis, "Const", List.of(), axis.getAttrMap()));
    return add(scope, node, "GatherV2", all, changed);
  }

  private static TensorProto zero() {
    return TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(0).build();
  }

  private static NodeDef variable(String name, NodeDef node, Map<String, AttrValue> attributes) {
    AttrValue shape =
        node.getOp().equals("Const")
            ? AttrValue.newBuilder()
                .setShape(attributes.get("value").getTensor().getTensorShape())
                .build()
            : attributes.get("shape");
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("VariableV2")
        .putAttr("dtype", attributes.get("dtype"))
        .putAttr("shape", shape)
        .build();
  }

  /** Why an operation can be no plain operation of a graph that is trained. */
  private static Optional<String> reasonAgainst(String type, Map<String, AttrValue> attributes) {
    Optional<OpDef> definition = OpRegistry.definition(type);
    if (definition.isEmpty()) {
      return Optional.of("is an op that this TensorFlow does not have");
    }
    if (type.equals("Placeholder")) {
      return Optional.of("is fed by no input of the signature");
    }
    if (OpRegistry.callsFunction(type)) {
      return Optional.of(
          type.contains("While")
              ? "is a loop"
              : type.contains("If") || type.equals("Case")
                  ? "is a branch that values decide"
                  : "calls a function in a way of its own");
    }
    if (OpFacts.kindOf(type) == OpKind.CONTROL_FLOW) {
      return Optional.of("is part of a loop or branch of TensorFlow 1");
    }
    if (OpRegistry.takesReference(type)) {
      return Optional.of("writes to a variable");
    }
    boolean givesNumbers =
        OpArguments.outputTypes(definition.get(), attributes).stream()
            .noneMatch(NOT_NUMBERS::contains);
    return givesNumbers && takesNumbers(definition.get(), attributes)
        ? Optional.empty()
        : Optional.of(
            type.startsWith("TensorList")
                ? "is a list of tensors, of a loop"
                : "takes or gives text, a table or a resource");
  }

  private static boolean takesNumbers(OpDef definition, Map<String, AttrValue> attributes) {
    return definition.getInputArgList().stream()
        .flatMap(argument -> OpArguments.types(argument, attributes).stream())
        .noneMatch(NOT_NUMBERS::contains);
  }

  private List<String> add(
      FunctionScope scope,
      NodeDef node,
      String type,
      List<String> inputs,
      Map<String, AttrValue> attributes) {
    String name = names.unique(scope.prefix() + node.getName());
    NodeDef.Builder placed =
        NodeDef.newBuilder().setName(name).setOp(type).addAllInput(inputs).putAllAttr(attributes);
    nodes.put(name, ImportMark.on(placed).build());
    int count =
        OpRegistry.definition(type)
            .map(definition -> OpArguments.outputTypes(definition, attributes).size())
            .orElse(1);
    return IntStream.range(0, count).mapToObj(i -> i == 0 ? name : name + ":" + i).toList();
  }

  /** The value of a constant; empty if a tensor is something else. */
  Optional<Boolean> constantBool(String tensor) {
    NodeDef node = nodes.get(tensor);
    if (node == null || !node.getOp().equals("Const")) {
      return Optional.empty();
    }
    TensorProto value = node.getAttrOrThrow("value").getTensor();
    return Optional.of(
        value.getBoolValCount() > 0
            ? value.getBoolVal(0)
            : value.getTensorContent().size() > 0 && value.getTensorContent().byteAt(0) != 0);
  }

  /** All nodes so far. */
  FlatModel model(VersionDef versions, Map<String, String> inputs, Map<String, String> outputs) {
    Map<String, String> sources = new LinkedHashMap<>();
    variables.forEach((source, here) -> sources.put(here, source));
    sources.keySet().retainAll(nodes.keySet());
    return new FlatModel(
        GraphDef.newBuilder().addAllNode(nodes.values()).setVersions(versions).build(),
        inputs,
        outputs,
        sources,
        tensors);
  }
}
