package io.dptrain.core.internal.graph.mapping;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.fault.KernelFaults;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.MapDefun;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.family.TType;

/**
 * The inside of a function: a graph of its own, into which the ancestors of a tensor have been
 * copied up to a {@link FunctionCut}. More can be added to it before it is mapped.
 *
 * <p>Owns the inner graph; close it once the function has been mapped. The graph in which it was
 * mapped keeps its own copy. Not thread safe.
 */
public final class FunctionBody implements AutoCloseable {
  private final Graph outerGraph;
  private final GraphDef outer;
  private final Map<String, NodeDef> nodes;
  private final FunctionOps ops;
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final List<NodeDef> copies = new ArrayList<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> reached = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final Graph graph = new Graph();

  /**
   * A tensor that enters the function.
   *
   * @param name the placeholder that stands for it
   * @param source what the call takes it from: the slices of all examples, or the captured tensor
   */
  private record Input(String name, Operand<?> source, boolean mapped) {
    NodeDef placeholder() {
      Shape shape = mapped ? FunctionCut.sliceShape(source) : source.shape();
      return NodeDef.newBuilder()
          .setName(name)
          .setOp(Placeholder.OP_NAME)
          .putAttr("dtype", AttrValue.newBuilder().setType(dataType()).build())
          .putAttr("shape", AttrValue.newBuilder().setShape(proto(shape)).build())
          .build();
    }

    /** The type of the values, also where a variable hands out a reference. */
    private DataType dataType() {
      return Operands.toDataType(source.type());
    }
  }

  private FunctionBody(Graph outerGraph, FunctionCut cut) {
    this.outerGraph = outerGraph;
    outer = outerGraph.toGraphDef();
    nodes =
        outer.getNodeList().stream()
            .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
    ops = new FunctionOps(outer.getLibrary());
    cut.mapped().forEach((tensor, slices) -> addInput(key(tensor), slices, true));
    cut.captured().forEach(tensor -> addInput(key(tensor), tensor, false));
  }

  /**
   * Copies what a tensor is computed from.
   *
   * @throws PrivacyProofException if an operation may not run in a function, or does not accept the
   *     shapes of the slices
   */
  public static FunctionBody of(Graph outerGraph, Output<?> target, FunctionCut cut) {
    FunctionBody body = new FunctionBody(outerGraph, cut);
    try {
      body.copyAncestors(target);
      return body;
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  /** The inner graph. */
  Graph graph() {
    return graph;
  }

  /** What a tensor of the outer graph, copied or cut, has become inside. */
  public Output<?> inside(Output<?> tensor) {
    Input input = inputs.get(key(tensor));
    return input == null
        ? graph.operationOrThrow(tensor.op().name()).output(tensor.index())
        : graph.operationOrThrow(input.name).output(0);
  }

  /** The names of all operations of the inner graph. */
  Set<String> operations() {
    Set<String> names = new HashSet<>();
    graph.operations().forEachRemaining(operation -> names.add(operation.name()));
    return names;
  }

  /**
   * Requires that what was added to the inner graph, as by gradients, may run in it as well.
   *
   * @param before the names of the operations that were there before
   * @throws PrivacyProofException if an operation may not run in a function
   */
  void requireAdded(Set<String> before) {
    for (NodeDef node : graph.toGraphDef().getNodeList()) {
      if (!before.contains(node.getName())) {
        ops.require(node);
      }
    }
  }

  /** Whether the copied tensor is computed from a cut one. */
  boolean isUsed(Output<?> tensor) {
    return used.contains(key(tensor));
  }

  /** Lets call {@code i} see slice {@code i} of one more tensor. */
  Output<?> addMapped(Operand<?> slices) {
    Input input = addInput("mapped " + inputs.size(), slices, true);
    Placeholder<? extends TType> placeholder =
        Ops.create(graph)
            .withName(input.name)
            .placeholder(slices.type(), Placeholder.shape(FunctionCut.sliceShape(slices)));
    return placeholder.asOutput();
  }

  /**
   * Calls the function once for each slice of the mapped tensors.
   *
   * @param outputs tensors of the inner graph, of static shape
   * @return their values from all calls. <b>Shape</b> of each: {@code [batch, ...]}
   */
  List<Output<?>> map(Ops tf, String name, List<? extends Output<?>> outputs) {
    Signature.Builder signature = Signature.builder(name);
    List<Class<? extends TType>> types = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Input input : ordered()) {
      signature.input(input.name, graph.operationOrThrow(input.name).output(0));
    }
    for (Output<?> output : outputs) {
      signature.output("output_" + types.size(), output);
      types.add(output.type());
      shapes.add(output.shape());
    }
    try (ConcreteFunction function = ConcreteFunction.create(signature.build(), graph)) {
      return MapDefun.create(tf.scope(), sources(true), sources(false), types, shapes, function)
          .output();
    }
  }

  /** Closes the inner graph. */
  @Override
  public void close() {
    graph.close();
  }

  private void copyAncestors(Output<?> target) {
    reach(key(target));
    while (!open.isEmpty()) {
      copy(nodes.get(open.pop()));
    }
    GraphDef.Builder inner =
        GraphDef.newBuilder().setVersions(outer.getVersions()).setLibrary(ops.called());
    inputs.values().forEach(input -> inner.addNode(input.placeholder()));
    try {
      graph.importGraphDef(inner.addAllNode(copies).build());
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      throw PrivacyProofException.of(
          Kind.NOT_FOLLOWED,
          target.op(),
          "cannot be computed for one privacy unit alone (" + e.getMessage() + ")",
          "build no number of examples into the graph");
    }
    // Now, as only the import finds out which shapes the slices lead to.
    KernelFaults.requireNone(graph);
  }

  private void copy(NodeDef node) {
    ops.require(node);
    NodeDef.Builder copy = node.toBuilder().clearInput().clearDevice().removeAttr("_class");
    for (String input : node.getInputList()) {
      (input.startsWith("^") ? control(input) : Optional.of(reach(input)))
          .ifPresent(copy::addInput);
    }
    copies.add(copy.build());
  }

  /** The name inside of a tensor that a copied operation takes; its operation is copied next. */
  private String reach(String input) {
    String operation = operationOf(input);
    String key = input.contains(":") ? input : input + ":0";
    Input cut = inputs.get(key);
    if (cut == null && OpRegistry.isVariable(nodes.get(operation).getOp())) {
      cut = addInput(key, outerGraph.outputOrThrow(key), false);
    }
    if (cut != null) {
      used.add(key);
      return cut.name;
    }
    if (reached.add(operation)) {
      open.push(operation);
    }
    return input;
  }

  /** A control input stays one unless it says to wait for something that comes from outside. */
  private Optional<String> control(String input) {
    String operation = operationOf(input.substring(1));
    boolean outside =
        OpRegistry.isVariable(nodes.get(operation).getOp())
            || inputs.keySet().stream().anyMatch(key -> operationOf(key).equals(operation));
    if (outside) {
      return Optional.empty();
    }
    if (reached.add(operation)) {
      open.push(operation);
    }
    return Optional.of(input);
  }

  private Input addInput(String key, Operand<?> source, boolean mapped) {
    String name = "function_input_" + inputs.size();
    while (nodes.containsKey(name)) {
      name += "_";
    }
    Input input = new Input(name, source, mapped);
    inputs.put(key, input);
    return input;
  }

  /** A mapped function takes its slices first. */
  private List<Input> ordered() {
    return inputs.values().stream().sorted(Comparator.comparing(Input::mapped).reversed()).toList();
  }

  private List<Operand<?>> sources(boolean mapped) {
    List<Operand<?>> sources = new ArrayList<>();
    inputs.values().stream()
        .filter(input -> input.mapped == mapped)
        .forEach(input -> sources.add(input.source));
    return sources;
  }

  private static String key(Output<?> tensor) {
    return tensor.op().name() + ":" + tensor.index();
  }

  private static String operationOf(String input) {
    int colon = input.indexOf(':');
    return colon < 0 ? input : input.substring(0, colon);
  }

  private static TensorShapeProto proto(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      return proto.setUnknownRank(true).build();
    }
    for (long size : shape.asArray()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return proto.build();
  }
}
