package io.dptrain.examples.lab.model;

import io.dptrain.examples.run.SideBySide;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A graph, and a session that computes in the calling thread, so that runs side by side do not wait
 * for each other. Not thread safe; owns both.
 */
public final class LabGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Op> resets = new ArrayList<>();
  private final Session session = new Session(graph, SideBySide.ONE_THREAD);

  /** What adds operations. */
  public Ops tf() {
    return tf;
  }

  /** For optimizers, which are made for a graph. */
  public Graph graph() {
    return graph;
  }

  /** For tools that run the graph by themselves. */
  public Session session() {
    return session;
  }

  /** What is fed. <b>Shape</b> as given, with -1 for the number of examples. */
  public Placeholder<TFloat32> input(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  /** Values that stay. */
  public Operand<TFloat32> constant(float[] values, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }

  /** A number that stays. */
  public Operand<TFloat32> constant(double value) {
    return tf.constant((float) value);
  }

  /**
   * What is trained.
   *
   * @param name without slashes: momentum of tensorflow-framework takes no variables in scopes
   */
  public Variable<TFloat32> variable(String name, float[] values, long... shape) {
    Operand<TFloat32> initial = constant(values, shape);
    Variable<TFloat32> variable = tf.withName(name).variable(initial);
    resets.add(tf.assign(variable, initial));
    return variable;
  }

  /** The mean over all entries. <b>Shape</b> {@code []} */
  public Operand<TFloat32> mean(Operand<TFloat32> values) {
    return tf.math.mean(tf.reshape(values, tf.constant(new int[] {-1})), tf.constant(0));
  }

  /** The mean of squared differences. <b>Shape</b> {@code []} */
  public Operand<TFloat32> meanSquaredError(Operand<TFloat32> outputs, Operand<TFloat32> targets) {
    return mean(tf.math.squaredDifference(outputs, targets));
  }

  /** The gradients of a scalar, in the order of what it is differentiated by. */
  @SuppressWarnings("unchecked") // a gradient has the type of what it is of
  public List<Output<TFloat32>> gradients(
      Operand<TFloat32> of, List<? extends Operand<TFloat32>> by) {
    Output<?>[] gradients =
        graph.addGradients(
            of.asOutput(), by.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    return List.of((Output<TFloat32>[]) gradients);
  }

  /**
   * An update of these variables alone, as other nets in the graph have optimizers of their own.
   *
   * @param optimizer of a name that no other in the graph has
   */
  public Op minimize(
      Optimizer optimizer, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    List<Output<TFloat32>> gradients = gradients(loss, variables);
    List<Optimizer.GradAndVar<?>> pairs = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      pairs.add(new Optimizer.GradAndVar<>(gradients.get(i), variables.get(i).asOutput()));
    }
    return optimizer.applyGradients(pairs, optimizer.getOptimizerName() + "-minimize");
  }

  /** The l2 norm over all entries of some tensors. <b>Shape</b> {@code []} */
  public Operand<TFloat32> norm(List<? extends Operand<TFloat32>> tensors) {
    Operand<TFloat32> squares = null;
    for (Operand<TFloat32> tensor : tensors) {
      Operand<TFloat32> all = tf.reshape(tensor, tf.constant(new int[] {-1}));
      Operand<TFloat32> square = tf.reduceSum(tf.math.square(all), tf.constant(0));
      squares = squares == null ? square : tf.math.add(squares, square);
    }
    return tf.math.sqrt(squares);
  }

  /** Gives all variables their initial values; call it when the graph is complete. */
  public void initialize() {
    session.initialize();
  }

  /** Gives variables their first values again, but not what optimizers keep beside them. */
  public void reset() {
    LabRun run = run();
    resets.forEach(run::target);
    run.go();
  }

  /** Begins a run of the graph. */
  public LabRun run() {
    return new LabRun(session.runner());
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
