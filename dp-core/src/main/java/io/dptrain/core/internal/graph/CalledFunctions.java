package io.dptrain.core.internal.graph;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;

/**
 * The functions of a graph that some of its operations call. Each is looked into once, however
 * often it is called, so that one that calls itself comes to an end.
 *
 * <p>Not thread safe.
 */
public final class CalledFunctions {
  private final Map<String, FunctionDef> library;
  private final Set<String> called = new LinkedHashSet<>();

  public CalledFunctions(FunctionDefLibrary library) {
    this.library =
        library.getFunctionList().stream()
            .collect(Collectors.toMap(f -> f.getSignature().getName(), Function.identity()));
  }

  /** Whether the graph has a function of that name, which may be called like an op type. */
  public boolean isFunction(String name) {
    return library.containsKey(name);
  }

  /** The functions that were looked into. */
  public FunctionDefLibrary called() {
    return FunctionDefLibrary.newBuilder()
        .addAllFunction(called.stream().map(library::get).toList())
        .build();
  }

  /**
   * Looks into the functions that an operation calls: by its type, or named in an attribute.
   *
   * @param visit is given their operations, and looks further where it wants to
   */
  public void lookInto(NodeDef node, Consumer<NodeDef> visit) {
    lookInto(node.getOp(), visit);
    node.getAttrMap().values().forEach(value -> lookInto(value, visit));
  }

  /** Looks into the functions that an attribute names. */
  public void lookInto(AttrValue value, Consumer<NodeDef> visit) {
    if (value.hasFunc()) {
      lookInto(value.getFunc().getName(), visit);
    }
    value.getList().getFuncList().forEach(call -> lookInto(call.getName(), visit));
  }

  private void lookInto(String name, Consumer<NodeDef> visit) {
    if (isFunction(name) && called.add(name)) {
      library.get(name).getNodeDefList().forEach(visit);
    }
  }
}
