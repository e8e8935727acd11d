package io.dptrain.core.training;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A small model with a private optimizer, in a graph and a session of its own. */
final class TrainedModel implements AutoCloseable {
  static final int ROWS = 500;
  private static final int FEATURES = 4;

  final DpOptimizer optimizer;
  final Session session;
  private final Graph graph = new Graph();
  private final Placeholder<TFloat32> x;

  TrainedModel() {
    this(builder -> builder);
  }

  /** One whose optimizer is built in another way than by default. */
  TrainedModel(UnaryOperator<DpOptimizerBuilder> change) {
    Ops tf = Ops.create(graph);
    x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, FEATURES)));
    Operand<TFloat32> weight = tf.withName("w").variable(tf.constant(new float[FEATURES][1]));
    Operand<TFloat32> bias = tf.withName("b").variable(tf.constant(new float[1]));
    Operand<TFloat32> outputs = tf.math.add(tf.linalg.matMul(x, weight), bias);
    Operand<TFloat32> errors = tf.math.squaredDifference(outputs, tf.constant(1f));
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(new Momentum(graph, 0.1f, 0.5f))
            .sampling(PoissonSampling.of(ROWS, 50))
            .clipping(Clipping.flat(1))
            .noiseMultiplier(1);
    optimizer = change.apply(builder).build();
    optimizer.minimize(tf.reduceSum(errors, tf.constant(1)));
    session = new Session(graph);
    session.initialize();
  }

  PrivateTrainerBuilder trainer(long steps) {
    return PrivateTrainer.of(optimizer, session, this::feeds).steps(steps);
  }

  private BatchFeeds feeds(int[] rows) {
    return new BatchFeeds()
        .feed(
            x,
            TFloat32.tensorOf(
                Shape.of(rows.length, FEATURES),
                t -> t.scalars().forEachIndexed((at, v) -> v.setFloat(rows[(int) at[0]] % 7))));
  }

  /** All trained values, in the order of the variables. */
  List<Double> weights() {
    Session.Runner runner = session.runner();
    optimizer.variables().forEach(runner::fetch);
    List<Double> values = new ArrayList<>();
    try (Result result = runner.run()) {
      result.forEach(
          value ->
              ((TFloat32) value.getValue())
                  .scalars()
                  .forEach(scalar -> values.add((double) scalar.getFloat())));
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
