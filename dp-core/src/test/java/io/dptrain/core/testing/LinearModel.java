package io.dptrain.core.testing;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.sampling.PoissonSampling;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A model for tests whose gradient is its data: the loss of an example is {@code x . w + b . 1}, so
 * its gradient is {@code x} for w and ones for b.
 */
public final class LinearModel implements AutoCloseable {
  public static final int WIDTH = 8;
  public static final int BIASES = 8;

  public final Graph graph = new Graph();
  public final Session session = new Session(graph);
  public final Ops tf = Ops.create(graph);
  public final Placeholder<TFloat32> data =
      tf.withName("data").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, WIDTH)));
  public final Variable<TFloat32> weight =
      tf.withName("weight").variable(tf.constant(new float[WIDTH][1]));
  public final Variable<TFloat32> bias =
      tf.withName("bias").variable(tf.constant(new float[BIASES]));
  public final Operand<TFloat32> loss =
      tf.reduceSum(tf.math.add(tf.linalg.matMul(data, weight), bias), tf.constant(1));

  /** A builder with what tests rarely change: everybody is sampled, clip norm 1, no noise. */
  public static DpOptimizerBuilder builder(Optimizer optimizer, int rows) {
    return DpOptimizer.wrap(optimizer)
        .sampling(PoissonSampling.of(rows, rows))
        .clipping(Clipping.flat(1))
        .noiseMultiplier(0);
  }

  /** An optimizer that overwrites each variable with the gradient that it sees. */
  public Optimizer overwriting() {
    return new OverwritingOptimizer(graph);
  }

  /** An optimizer that minimizes the loss, with the variables initialized. */
  public DpOptimizer ready(DpOptimizerBuilder builder) {
    DpOptimizer optimizer = builder.build();
    optimizer.minimize(loss);
    session.initialize();
    return optimizer;
  }

  /** Feeds rows of a table, in the order in which they were sampled. */
  public BatchFeeds feeds(float[][] table, int... rows) {
    float[] values = new float[rows.length * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table[rows[i]], 0, values, i * WIDTH, WIDTH);
    }
    return new BatchFeeds()
        .feed(data, TFloat32.tensorOf(Shape.of(rows.length, WIDTH), DataBuffers.of(values)));
  }

  /** The values of weight and bias, one after the other. */
  public List<Double> variables() {
    try (Result result = session.runner().fetch(weight).fetch(bias).run()) {
      List<Double> values = new ArrayList<>();
      ((TFloat32) result.get(0))
          .scalars()
          .forEach(scalar -> values.add((double) scalar.getFloat()));
      ((TFloat32) result.get(1))
          .scalars()
          .forEach(scalar -> values.add((double) scalar.getFloat()));
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
