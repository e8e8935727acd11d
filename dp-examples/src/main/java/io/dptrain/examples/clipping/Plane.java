package io.dptrain.examples.clipping;

import io.dptrain.core.optimizer.BatchFeeds;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A model of two weights in two layers whose gradient is what is fed: {@code loss = x u + y v}.
 *
 * <p><b>Native memory</b>: owns graph and session, and frees them with {@link #close}.
 */
final class Plane implements AutoCloseable {
  /** The weights before every update. */
  static final Vector WEIGHTS = new Vector(1.6, 3.6);

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> x = input();
  private final Placeholder<TFloat32> y = input();
  private final Variable<TFloat32> u = weight("first", WEIGHTS.x());
  private final Variable<TFloat32> v = weight("second", WEIGHTS.y());
  private final Operand<TFloat32> loss = tf.math.add(tf.math.mul(x, u), tf.math.mul(y, v));
  private final List<Op> resets =
      List.of(
          tf.assign(u, tf.constant((float) WEIGHTS.x())),
          tf.assign(v, tf.constant((float) WEIGHTS.y())));

  private Placeholder<TFloat32> input() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
  }

  private Variable<TFloat32> weight(String layer, double value) {
    return tf.withSubScope(layer).withName("weight").variable(tf.constant((float) value));
  }

  /** The loss of each example. <b>Shape</b> {@code [batch]}. */
  Operand<TFloat32> loss() {
    return loss;
  }

  /** The weights of the first and of the second layer. */
  List<Variable<TFloat32>> weights() {
    return List.of(u, v);
  }

  /** An optimizer that takes off the gradient as it is. */
  Optimizer optimizer() {
    return new GradientDescent(graph, 1f);
  }

  Session session() {
    return session;
  }

  /** A batch of one example, which has the gradient that is given. */
  BatchFeeds feeds(Vector gradient) {
    return new BatchFeeds()
        .feed(x, TFloat32.vectorOf((float) gradient.x()))
        .feed(y, TFloat32.vectorOf((float) gradient.y()));
  }

  /** By how much an update lowered the weights, which are put back. */
  Vector takeStep() {
    try (Result result = session.runner().fetch(u).fetch(v).run()) {
      return new Vector(
          WEIGHTS.x() - ((TFloat32) result.get(0)).getFloat(),
          WEIGHTS.y() - ((TFloat32) result.get(1)).getFloat());
    } finally {
      Session.Runner runner = session.runner();
      resets.forEach(runner::addTarget);
      runner.run().close();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
