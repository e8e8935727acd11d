package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A copy of what a tensor is computed from, in a graph of its own where every variable is a
 * placeholder. It can be differentiated and run without a trace in the graph that is trained.
 *
 * <p><b>Native memory</b>: owns its graph, which is closed with it. Not thread safe.
 */
public final class GraphCopy implements AutoCloseable {
  private final List<Output<?>> variables = new ArrayList<>();
  private final Graph graph = new Graph();

  private GraphCopy() {}

  /**
   * Copies everything that a tensor is computed from, with convolutions that compute the same and
   * whose gradients TensorFlow has right; names stay.
   */
  public static GraphCopy forGradients(Graph original, Output<?> target) {
    GraphCopy copy = new GraphCopy();
    try {
      copy.graph.importGraphDef(copy.part(original, target));
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** The graph of the copy. */
  public Graph graph() {
    return graph;
  }

  /** The variables of the original that the tensor is computed from. */
  public List<Output<?>> variables() {
    return List.copyOf(variables);
  }

  /** Whether the target was computed from a tensor of the original. */
  public boolean contains(Output<?> tensor) {
    return graph.operation(tensor.op().name()) != null;
  }

  /** What a tensor of the original has become in the copy. */
  public Output<?> inside(Output<?> tensor) {
    return graph.operationOrThrow(tensor.op().name()).output(tensor.index());
  }

  /**
   * Adds the gradients of a tensor of the copy by others of it.
   *
   * @param dy a factor of the shape of {@code y}
   */
  public Output<?>[] gradients(Output<?> y, Output<?>[] xs, Output<?> dy) {
    Output<?>[] ys = {y};
    return JavaGradients.add(graph, Shapes.STATIC, ys, xs, new Output<?>[] {dy})
        .gradients()
        .toArray(Output<?>[]::new);
  }

  @Override
  public void close() {
    graph.close();
  }

  private GraphDef part(Graph original, Output<?> target) {
    Map<String, GraphOperation> needed = new LinkedHashMap<>();
    Graphs.ancestorsInOrder(target).forEach(operation -> needed.put(operation.name(), operation));
    GraphDef whole = original.toGraphDef();
    GraphDef.Builder part =
        GraphDef.newBuilder().setVersions(whole.getVersions()).setLibrary(whole.getLibrary());
    for (NodeDef node : whole.getNodeList()) {
      if (needed.containsKey(node.getName())) {
        GraphOperation operation = needed.get(node.getName());
        NodeDef copied = copy(node, operation);
        part.addAllNode(PlainWindows.of(copied, operation));
      }
    }
    return part.build();
  }

  private NodeDef copy(NodeDef node, GraphOperation operation) {
    if (!OpRegistry.isVariable(node.getOp())) {
      return node.toBuilder().removeAttr("_class").build();
    }
    variables.add(operation.output(0));
    return NodeDef.newBuilder()
        .setName(node.getName())
        .setOp(Placeholder.OP_NAME)
        .putAttr("dtype", node.getAttrOrThrow("dtype"))
        .putAttr("shape", node.getAttrOrThrow("shape"))
        .build();
  }
}
