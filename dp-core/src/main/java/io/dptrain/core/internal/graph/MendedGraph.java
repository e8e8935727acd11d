package io.dptrain.core.internal.graph;

import io.dptrain.core.internal.graph.PlaceholderUse.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a loss is computed from, in a graph of its own, with its placeholders as {@link DataInputs}
 * asks for: so that what else is wrong with a program is said beside its placeholders, and not when
 * they are mended. It is looked at, and never run.
 *
 * <p><b>Native memory</b>: owns its graph, which is closed with it. Not thread safe.
 */
public final class MendedGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final List<String> publicNames = new ArrayList<>();

  private MendedGraph() {}

  /**
   * Copies a loss. Names stay.
   *
   * @return empty if it is not known what a placeholder should have been, or if TensorFlow finds
   *     that the rest of the program does not fit to it
   */
  public static Optional<MendedGraph> of(Output<?> loss, PublicInputs publicInputs) {
    MendedGraph mended = new MendedGraph();
    boolean isWhole = false;
    try {
      Optional<GraphDef> definition = mended.definition(loss, publicInputs);
      definition.ifPresent(mended.graph::importGraphDef);
      isWhole = definition.isPresent();
    } catch (RuntimeException e) { // the exceptions of TensorFlow have no other common type
      // The program does not fit to the new shapes, so there is more to change than they.
    } finally {
      if (!isWhole) {
        mended.close();
      }
    }
    return isWhole ? Optional.of(mended) : Optional.empty();
  }

  /** The graph of the copy. */
  public Graph graph() {
    return graph;
  }

  /** What a tensor of the original is in the copy; empty if the loss is not computed from it. */
  public Optional<Output<?>> inside(Output<?> tensor) {
    return Optional.ofNullable(graph.operation(tensor.op().name()))
        .map(operation -> operation.output(tensor.index()));
  }

  /** The placeholders of the copy that hold nothing private, or may not. */
  public List<Operand<?>> publicInputs() {
    List<Operand<?>> inputs = new ArrayList<>();
    publicNames.forEach(name -> inputs.add(graph.operationOrThrow(name).output(0)));
    return inputs;
  }

  @Override
  public void close() {
    graph.close();
  }

  private Optional<GraphDef> definition(Output<?> loss, PublicInputs publicInputs) {
    Map<String, Optional<Shape>> inputs = new LinkedHashMap<>();
    List<String> needed = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(loss)) {
      needed.add(operation.name());
      if (publicInputs.contains(operation) || isRate(operation)) {
        publicNames.add(operation.name());
      } else if (publicInputs.takesData(operation)) {
        inputs.put(operation.name(), batchShape(operation));
      }
    }
    if (inputs.isEmpty() || inputs.containsValue(Optional.<Shape>empty())) {
      return Optional.empty();
    }
    GraphDef whole = ((Graph) loss.env()).toGraphDef();
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    whole.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    GraphDef.Builder part =
        GraphDef.newBuilder().setVersions(whole.getVersions()).setLibrary(whole.getLibrary());
    for (String name : needed) {
      NodeDef node = nodes.get(name).toBuilder().removeAttr("_class").build();
      Optional<Shape> shape = inputs.getOrDefault(name, Optional.empty());
      part.addNode(shape.map(known -> placeholder(node, known)).orElse(node));
    }
    return Optional.of(part.build());
  }

  /** A number that nothing says to be a label. */
  private static boolean isRate(GraphOperation operation) {
    return operation.type().equals("Placeholder")
        && operation.output(0).shape().equals(Shape.scalar())
        && PlaceholderUse.of(operation).isEmpty();
  }

  /** The shape to give to a placeholder, if nothing else has to change for it. */
  private static Optional<Shape> batchShape(GraphOperation placeholder) {
    Shape shape = placeholder.output(0).shape();
    boolean isFixedRow =
        !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
    if (isFixedRow && shape.get(0) == Shape.UNKNOWN_SIZE) {
      return Optional.of(shape);
    }
    Optional<PlaceholderUse> use = PlaceholderUse.of(placeholder);
    if (use.isEmpty()) {
      return isFixedRow && shape.get(0) == 1
          ? Optional.of(shape.tail().prepend(Shape.UNKNOWN_SIZE))
          : Optional.empty();
    }
    boolean fits =
        use.get().layout() == Layout.ROWS
            || (shape.isUnknown() && use.get().layout() == Layout.ONE_EXAMPLE);
    return fits ? Optional.of(use.get().shape()) : Optional.empty();
  }

  private static NodeDef placeholder(NodeDef node, Shape shape) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    NodeDef.Builder placeholder = NodeDef.newBuilder().setName(node.getName()).setOp("Placeholder");
    return placeholder
        .putAttr("dtype", node.getAttrOrThrow("dtype"))
        .putAttr("shape", AttrValue.newBuilder().setShape(sizes).build())
        .build();
  }
}
