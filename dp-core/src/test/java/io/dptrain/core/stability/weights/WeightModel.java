package io.dptrain.core.stability.weights;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** Two variables and a loss whose gradient is known: minus 1 everywhere. */
final class WeightModel implements AutoCloseable {
  /** Columns of norm 5, 0.5 and 0. */
  static final double[][] WEIGHT = {{3, 0.3, 0}, {-4, 0.4, 0}};

  static final double[] BIAS = {-2, 0.25, 7};

  final Graph graph = new Graph();
  final Session session = new Session(graph);
  final Ops tf = Ops.create(graph);
  final Variable<TFloat64> weight = tf.variable(tf.constant(WEIGHT));
  final Variable<TFloat64> bias = tf.variable(tf.constant(BIAS));
  final Operand<TFloat64> loss = tf.math.neg(tf.math.add(sum(weight), sum(bias)));

  private Operand<TFloat64> sum(Operand<TFloat64> value) {
    return tf.reduceSum(tf.reshape(value, tf.constant(new int[] {-1})), tf.constant(0));
  }

  /** Adds one times the learning rate to each coordinate. */
  Optimizer ascent(double learningRate) {
    return new GradientDescent(graph, (float) learningRate);
  }

  /** An update that adds a half to each coordinate of the weight. */
  Op addHalf() {
    return tf.assignAdd(weight, tf.fill(tf.shape(weight), tf.constant(0.5)));
  }

  void run(Op op) {
    session.run(op);
  }

  /** The values of a tensor, row by row. */
  List<Double> values(Operand<? extends TType> tensor) {
    try (Result result = session.runner().fetch(tensor).run()) {
      List<Double> values = new ArrayList<>();
      ((TFloat64) result.get(0)).scalars().forEach(scalar -> values.add(scalar.getDouble()));
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
