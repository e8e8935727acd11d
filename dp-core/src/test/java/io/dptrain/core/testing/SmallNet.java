package io.dptrain.core.testing;

import io.dptrain.core.stability.monitor.MonitorProbe;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.UpdateLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.train.ApplyGradientDescent;
import org.tensorflow.types.TFloat32;

/**
 * A small net that fits a linear teacher by gradient descent, in a graph that serves many runs:
 * each starts with weights of its own.
 */
public final class SmallNet implements AutoCloseable {
  /** How a net is put together. */
  public enum Kind {
    DEEP_LINEAR,
    RECURRENT,
    RELU
  }

  static final int WIDTH = 6;
  private static final int ROWS = 16;
  private static final int DEPTH = 6;

  public final Graph graph = new Graph();
  public final Session session = new Session(graph);
  final Operand<TFloat32> loss;
  final MonitorProbe probe;
  final List<Variable<TFloat32>> weights = new ArrayList<>();

  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> inputs = matrix("inputs");
  private final Placeholder<TFloat32> targets = matrix("targets");
  private final Placeholder<TFloat32> learningRate =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  private final List<Placeholder<TFloat32>> initialWeights = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();
  private final float[] teacher = gaussians(new Random(5), WIDTH * WIDTH, 0.4);

  public SmallNet(Kind kind) {
    Operand<TFloat32> output =
        switch (kind) {
          case DEEP_LINEAR -> layers(false);
          case RELU -> layers(true);
          case RECURRENT -> recurrent();
        };
    loss =
        tf.math.mean(tf.math.square(tf.math.sub(output, targets)), tf.constant(new int[] {0, 1}));
    probe =
        MonitorProbe.of(
            tf,
            loss,
            List.of(
                graph.addGradients(
                    loss.asOutput(),
                    weights.stream().map(Variable::asOutput).toArray(Output<?>[]::new))),
            weights);
    probe
        .guardedGradients()
        .forEach(
            pair ->
                updates.add(
                    ApplyGradientDescent.create(
                        tf.scope(),
                        pair.getVariable().expect(TFloat32.class),
                        learningRate,
                        pair.getGradient().expect(TFloat32.class))));
  }

  /** Starts over with normal weights of a gain: 1 keeps the size of a signal, in the mean. */
  public void start(double gain, long seed) {
    Random random = new Random(seed);
    Session.Runner runner = session.runner();
    List<TFloat32> fed = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      float[] values = gaussians(random, WIDTH * WIDTH, gain / Math.sqrt(WIDTH));
      fed.add(TFloat32.tensorOf(Shape.of(WIDTH, WIDTH), DataBuffers.of(values)));
      runner.feed(initialWeights.get(i), fed.get(i)).addTarget(initializers.get(i));
    }
    runner.run().close();
    fed.forEach(TFloat32::close);
  }

  /** Runs one step on a fresh batch and measures it. */
  public Observation step(long step, double rate, Random random, UpdateLimits limits) {
    float[] points = gaussians(random, ROWS * WIDTH, 1);
    float[] values = gaussians(random, ROWS * WIDTH, 0.3);
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < WIDTH; k++) {
        values[i] += points[i / WIDTH * WIDTH + k] * teacher[k * WIDTH + i % WIDTH];
      }
    }
    try (TFloat32 x = TFloat32.tensorOf(Shape.of(ROWS, WIDTH), DataBuffers.of(points));
        TFloat32 y = TFloat32.tensorOf(Shape.of(ROWS, WIDTH), DataBuffers.of(values));
        TFloat32 lr = TFloat32.scalarOf((float) rate)) {
      Session.Runner runner =
          session.runner().feed(inputs, x).feed(targets, y).feed(learningRate, lr);
      updates.forEach(runner::addTarget);
      return probe.run(step, runner, limits);
    }
  }

  private Operand<TFloat32> layers(boolean relu) {
    Operand<TFloat32> value = inputs;
    for (int i = 0; i < DEPTH; i++) {
      value = tf.linalg.matMul(value, weight());
      value = relu && i < DEPTH - 1 ? tf.nn.relu(value) : value;
    }
    return value;
  }

  private Operand<TFloat32> recurrent() {
    Variable<TFloat32> in = weight();
    Variable<TFloat32> again = weight();
    Operand<TFloat32> state = tf.math.tanh(tf.linalg.matMul(inputs, in));
    for (int i = 0; i < DEPTH; i++) {
      state = tf.math.tanh(tf.math.add(tf.linalg.matMul(state, again), inputs));
    }
    return tf.linalg.matMul(tf.linalg.matMul(state, weight()), weight());
  }

  private Variable<TFloat32> weight() {
    Variable<TFloat32> weight = tf.variable(Shape.of(WIDTH, WIDTH), TFloat32.class);
    Placeholder<TFloat32> value =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(WIDTH, WIDTH)));
    weights.add(weight);
    initialWeights.add(value);
    initializers.add(tf.assign(weight, value));
    return weight;
  }

  private Placeholder<TFloat32> matrix(String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(ROWS, WIDTH)));
  }

  private static float[] gaussians(Random random, int size, double scale) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
