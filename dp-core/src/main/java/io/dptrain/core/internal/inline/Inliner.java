package io.dptrain.core.internal.inline;

import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Makes plain nodes of a graph that calls functions: each call is replaced by the body of its
 * function, and the calls therein as well. What is only for order (control inputs) goes.
 *
 * <p>A tensor of a body is named {@code node:output:i}, the i-th of a named output; one of a graph
 * {@code node:i}, counted over all outputs. Which is which is what the definition of the op says.
 *
 * <p>Not thread safe; for one model.
 */
public final class Inliner {
  private final GraphDef source;
  private final Map<String, FunctionDef> functions;
  private final Refused refused = new Refused();
  private final FlatNodes flat;

  /**
   * Prepares a graph.
   *
   * @param variableConstants the constants that shall become variables
   */
  public Inliner(GraphDef source, Set<String> variableConstants) {
    this.source = source;
    this.functions =
        source.getLibrary().getFunctionList().stream()
            .collect(Collectors.toMap(f -> f.getSignature().getName(), f -> f));
    this.flat = new FlatNodes(refused, variableConstants);
  }

  /**
   * Makes plain nodes of what a signature computes.
   *
   * @param name of the model, for messages
   * @throws IllegalArgumentException naming what cannot be made so
   */
  public FlatModel inline(String name, SignatureDef signature) {
    FunctionScope graph =
        FunctionScope.of(source.getNodeList(), new LinkedHashMap<>(), Map.of(), "", "");
    source.getNodeList().forEach(flat::reserveVariable);
    Map<String, String> inputs = new LinkedHashMap<>();
    signature
        .getInputsMap()
        .forEach((key, info) -> inputs.put(key, flat.placeholder(graph, key, info)));
    Collection<String> wanted =
        signature.getOutputsMap().values().stream().map(TensorInfo::getName).toList();
    place(graph, wanted);
    Map<String, String> outputs = new LinkedHashMap<>();
    signature
        .getOutputsMap()
        .forEach((key, info) -> outputs.put(key, tensors(graph, info.getName()).get(0)));
    refused.throwIfAny(name);
    return flat.model(source.getVersions(), inputs, outputs).pruned();
  }

  /** Places all that some tensors of a scope are computed from, each after its inputs. */
  private void place(FunctionScope scope, Collection<String> wanted) {
    Set<String> open = new HashSet<>();
    Deque<NodeDef> stack = new ArrayDeque<>();
    for (String reference : wanted) {
      NodeDef node = scope.nodes().get(FunctionScope.nodeOf(reference));
      if (node != null && !scope.arguments().containsKey(node.getName())) {
        stack.push(node);
      }
    }
    while (!stack.isEmpty()) {
      NodeDef node = stack.peek();
      if (scope.done().containsKey(node.getName())) {
        stack.pop();
      } else if (open.add(node.getName())) {
        scope.inputsOf(node).stream()
            .filter(input -> !scope.done().containsKey(input.getName()))
            .forEach(stack::push);
      } else {
        stack.pop();
        scope.done().put(node.getName(), placed(scope, node));
      }
    }
  }

  private List<String> placed(FunctionScope scope, NodeDef node) {
    List<String> inputs = new ArrayList<>();
    FunctionScope.dataInputs(node).forEach(reference -> inputs.addAll(tensors(scope, reference)));
    Map<String, AttrValue> attributes = scope.attributesOf(node);
    List<String> outputs = called(scope, node, inputs, attributes);
    flat.note(scope.prefix() + node.getName(), outputs);
    return outputs;
  }

  private List<String> called(
      FunctionScope scope, NodeDef node, List<String> inputs, Map<String, AttrValue> attributes) {
    if (functions.containsKey(node.getOp())) {
      return body(scope, node, functions.get(node.getOp()), inputs, attributes);
    }
    return switch (node.getOp()) {
      case "PartitionedCall", "StatefulPartitionedCall" ->
          function(scope, node, attributes.get("f").getFunc(), inputs);
      case "If", "StatelessIf" -> branch(scope, node, inputs, attributes);
      default -> flat.place(scope, node, inputs, attributes);
    };
  }

  private List<String> function(
      FunctionScope scope, NodeDef node, NameAttrList call, List<String> inputs) {
    return body(scope, node, functions.get(call.getName()), inputs, call.getAttrMap());
  }

  /** One of two functions, where it is known which. */
  private List<String> branch(
      FunctionScope scope, NodeDef node, List<String> inputs, Map<String, AttrValue> attributes) {
    return flat.constantBool(inputs.get(0))
        .map(isTrue -> attributes.get(isTrue ? "then_branch" : "else_branch").getFunc())
        .map(taken -> function(scope, node, taken, inputs.subList(1, inputs.size())))
        .orElseGet(() -> flat.place(scope, node, inputs, attributes));
  }

  private List<String> body(
      FunctionScope scope,
      NodeDef call,
      FunctionDef function,
      List<String> inputs,
      Map<String, AttrValue> attributes) {
    OpDef signature = function.getSignature();
    Map<String, List<String>> arguments = new LinkedHashMap<>();
    int next = 0;
    for (OpDef.ArgDef argument : signature.getInputArgList()) {
      int count = OpArguments.types(argument, attributes).size();
      arguments.put(argument.getName(), inputs.subList(next, next + count));
      next += count;
    }
    FunctionScope inside =
        FunctionScope.of(
            function.getNodeDefList(),
            arguments,
            attributes,
            FlatNames.prefix(scope.prefix(), call.getName()),
            scope.path().isEmpty()
                ? signature.getName()
                : scope.path() + " > " + signature.getName());
    refuseWriters(inside);
    List<String> returned =
        signature.getOutputArgList().stream()
            .map(output -> function.getRetOrThrow(output.getName()))
            .toList();
    place(inside, returned);
    List<String> outputs = new ArrayList<>();
    returned.forEach(reference -> outputs.addAll(tensors(inside, reference)));
    return outputs;
  }

  /** What is written while the model serves would be left out, since it is there by order alone. */
  private void refuseWriters(FunctionScope scope) {
    for (NodeDef node : scope.nodes().values()) {
      String type = node.getOp();
      if (type.startsWith("Assign")
          || type.startsWith("ResourceApply")
          || type.startsWith("ResourceScatter")) {
        refused.add(
            type, node.getName(), scope.path(), "changes a variable while the model serves");
      }
    }
  }

  /** The tensors that a reference stands for; an unnamed one after something was refused. */
  private List<String> tensors(FunctionScope scope, String reference) {
    String[] parts = reference.split(":", -1);
    List<String> argument = scope.arguments().get(parts[0]);
    if (argument != null) {
      return parts.length == 1 ? argument : List.of(argument.get(lastNumber(parts)));
    }
    List<String> all = scope.done().getOrDefault(parts[0], List.of());
    if (scope.path().isEmpty()) {
      return one(all, parts.length == 1 ? 0 : lastNumber(parts), reference);
    }
    NodeDef node = scope.nodes().get(parts[0]);
    OpDef definition =
        functions.containsKey(node.getOp())
            ? functions.get(node.getOp()).getSignature()
            : OpRegistry.definition(node.getOp()).orElse(OpDef.getDefaultInstance());
    Map<String, AttrValue> attributes = scope.attributesOf(node);
    int start = OpArguments.start(definition, attributes, parts[1]).orElse(0);
    if (parts.length > 2) {
      return one(all, start + lastNumber(parts), reference);
    }
    int count =
        definition.getOutputArgList().stream()
            .filter(output -> output.getName().equals(parts[1]))
            .mapToInt(output -> OpArguments.types(output, attributes).size())
            .sum();
    return all.subList(start, Math.min(all.size(), start + count));
  }

  private static int lastNumber(String[] parts) {
    return Integer.parseInt(parts[parts.length - 1]);
  }

  private List<String> one(List<String> all, int index, String reference) {
    if (index < all.size()) {
      return List.of(all.get(index));
    }
    if (refused.isEmpty()) {
      throw new IllegalArgumentException("the graph has no tensor '" + reference + "'");
    }
    return List.of("refused");
  }
}
