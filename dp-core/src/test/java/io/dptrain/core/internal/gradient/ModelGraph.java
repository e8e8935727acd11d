package io.dptrain.core.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.family.TFloating;

/** A model in a graph of its own, with a session. Variables are drawn from a seed. */
final class ModelGraph implements AutoCloseable {
  /** Running a graph for the first time costs a fourth without the optimization of graphs. */
  private static final ConfigProto PLAIN =
      ConfigProto.newBuilder()
          .setGraphOptions(
              GraphOptions.newBuilder()
                  .setOptimizerOptions(
                      OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
                  .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
          .build();

  private final Graph graph = new Graph();
  private final Class<TFloating> type;
  private final Ops tf = Ops.create(graph);
  private final List<Operand<?>> inputs = new ArrayList<>();
  private final LossBuilder builder;
  private final Output<TFloating> loss;
  private Session session;

  private ModelGraph(
      Model model, boolean isReference, Class<? extends TFloating> floating, long seed) {
    this.type = erased(floating);
    model.inputs().forEach(input -> inputs.add(input.placeholder(tf, type)));
    this.builder = new LossBuilder(tf, type, new Random(seed), inputs, isReference);
    this.loss = (isReference ? model.reference() : model.loss()).build(builder).asOutput();
  }

  /** The loss whose per-example gradients are wanted. */
  static ModelGraph of(Model model, Class<? extends TFloating> type, long seed) {
    return new ModelGraph(model, false, type, seed);
  }

  /** The loss that TensorFlow can differentiate. */
  static ModelGraph reference(Model model, Class<? extends TFloating> type, long seed) {
    return new ModelGraph(model, true, type, seed);
  }

  /** Models are written for any floating type; which one it is, is known when they run. */
  @SuppressWarnings("unchecked")
  private static Class<TFloating> erased(Class<? extends TFloating> type) {
    return (Class<TFloating>) type;
  }

  Ops tf() {
    return tf;
  }

  Graph graph() {
    return graph;
  }

  Class<TFloating> type() {
    return type;
  }

  List<Operand<?>> inputs() {
    return inputs;
  }

  Output<TFloating> loss() {
    return loss;
  }

  /** The trained variables, in the order in which they were made. */
  List<Output<TFloating>> variables() {
    return builder.variables();
  }

  /** A session with initialized variables. Call it when the graph is complete. */
  Session session() {
    return session == null ? open(new Session(graph, PLAIN)) : session;
  }

  /** The same, with all that TensorFlow does to a graph unless told otherwise. */
  Session optimizedSession() {
    return session == null ? open(new Session(graph)) : session;
  }

  private Session open(Session opened) {
    session = opened;
    session.initialize();
    return session;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
