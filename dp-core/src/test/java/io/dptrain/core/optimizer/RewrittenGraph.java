package io.dptrain.core.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A graph in which every operation has the name that it has in another one, but some compute
 * something else: a machine whose kernels are not what the graph says.
 */
final class RewrittenGraph implements AutoCloseable {
  final Graph graph = new Graph();
  final Session session;

  RewrittenGraph(Graph original, UnaryOperator<GraphDef> change) {
    graph.importGraphDef(change.apply(original.toGraphDef()));
    session = new Session(graph);
  }

  /** Gives all variables their initial values, and lets an optimizer run here. */
  void initialize(DpOptimizer optimizer) {
    optimizer.runCopy(graph);
    Session.Runner runner = session.runner();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("Assign")) {
                runner.addTarget(operation.name());
              }
            });
    runner.run().close();
  }

  /** Nodes that are put behind another one. */
  static final class Behind {
    private final List<NodeDef> nodes = new ArrayList<>();
    private final String prefix;

    private Behind(String prefix) {
      this.prefix = prefix;
    }

    String add(String name, String op, String type, DataType of, String... inputs) {
      return add(
          NodeDef.newBuilder()
              .setName(prefix + "/" + name)
              .setOp(op)
              .addAllInput(List.of(inputs))
              .putAttr(type, type(of)));
    }

    String add(NodeDef.Builder node) {
      nodes.add(node.build());
      return node.getName();
    }

    String cast(String name, String input, DataType from, DataType to) {
      return add(
          NodeDef.newBuilder()
              .setName(prefix + "/" + name)
              .setOp("Cast")
              .addInput(input)
              .putAttr("SrcT", type(from))
              .putAttr("DstT", type(to)));
    }

    String ints(String name, int value) {
      return constant(
          name, TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(value), false);
    }

    String row(String name, int value) {
      return constant(
          name, TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(value), true);
    }

    String floats(String name, float value) {
      return constant(
          name, TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(value), false);
    }

    private String constant(String name, TensorProto.Builder value, boolean row) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      if (row) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(1));
      }
      return add(
          NodeDef.newBuilder()
              .setName(prefix + "/" + name)
              .setOp("Const")
              .putAttr("dtype", type(value.getDtype()))
              .putAttr(
                  "value", AttrValue.newBuilder().setTensor(value.setTensorShape(shape)).build()));
    }

    /** The largest magnitude of all entries, a scalar. */
    String largest(String x) {
      String abs = add("abs", "Abs", "T", DataType.DT_FLOAT, x);
      String flat = add("flat", "Reshape", "T", DataType.DT_FLOAT, abs, row("all", -1));
      return add("max", "Max", "T", DataType.DT_FLOAT, flat, row("axis", 0));
    }

    private static AttrValue type(DataType type) {
      return AttrValue.newBuilder().setType(type).build();
    }
  }

  /** Puts nodes behind an operation, for all that read it. */
  static UnaryOperator<GraphDef> behind(String name, BiFunction<Behind, String, String> add) {
    return graph -> {
      Behind behind = new Behind(name + "_other");
      String replacement = add.apply(behind, name);
      GraphDef.Builder changed = graph.toBuilder().clearNode();
      for (NodeDef node : graph.getNodeList()) {
        NodeDef.Builder reader = node.toBuilder().clearInput();
        node.getInputList().forEach(in -> reader.addInput(in.equals(name) ? replacement : in));
        changed.addNode(reader);
      }
      return changed.addAllNode(behind.nodes).build();
    };
  }

  /** Divides a tensor by its largest entry, whichever example that is of. */
  static UnaryOperator<GraphDef> mixing(String name) {
    return behind(
        name,
        (nodes, x) -> nodes.add("mixed", "RealDiv", "T", DataType.DT_FLOAT, x, nodes.largest(x)));
  }

  /** Adds an integer division by a tensor, which fails where an entry is below one. */
  static UnaryOperator<GraphDef> failing(String name) {
    return behind(
        name,
        (nodes, x) -> {
          String ints = nodes.cast("ints", x, DataType.DT_FLOAT, DataType.DT_INT32);
          String one = nodes.ints("one", 1);
          String quotients = nodes.add("div", "FloorDiv", "T", DataType.DT_INT32, one, ints);
          String back = nodes.cast("back", quotients, DataType.DT_INT32, DataType.DT_FLOAT);
          return nodes.add("sum", "AddV2", "T", DataType.DT_FLOAT, x, back);
        });
  }

  /** Takes another way through the graph if an entry of a tensor is above a bound. */
  static UnaryOperator<GraphDef> branching(String name, float bound) {
    return behind(
        name,
        (nodes, x) -> {
          String above =
              nodes.add(
                  "above",
                  "Greater",
                  "T",
                  DataType.DT_FLOAT,
                  nodes.largest(x),
                  nodes.floats("bound", bound));
          String ways = nodes.add("ways", "Switch", "T", DataType.DT_FLOAT, x, above);
          String back = nodes.add("no", "Elu", "T", DataType.DT_FLOAT, ways);
          String other = nodes.add("yes", "Relu", "T", DataType.DT_FLOAT, ways + ":1");
          return nodes.add(
              NodeDef.newBuilder()
                  .setName(name + "_merge")
                  .setOp("Merge")
                  .addInput(back)
                  .addInput(other)
                  .putAttr("T", Behind.type(DataType.DT_FLOAT))
                  .putAttr("N", AttrValue.newBuilder().setI(2).build()));
        });
  }

  /** The first operation of a type, in the order of the graph. */
  static String first(Graph graph, String type) {
    List<String> names = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals(type)) {
                names.add(operation.name());
              }
            });
    return names.get(0);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
