package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.family.TType;

/**
 * Nesterov's accelerated gradient: the gradient is taken where momentum will carry the weights.
 *
 * <p><b>Formula</b>: {@code v' = mu v - rate * grad(theta + mu v)}, {@code theta' = theta + v'},
 * with {@code v = 0} at first. <b>Source</b>: Sutskever, Martens, Dahl and Hinton, On the
 * importance of initialization and momentum in deep learning, 2013, equations 3 and 4; Nesterov, A
 * method for solving the convex programming problem with convergence rate O(1/k^2), 1983.
 *
 * <p>The variables hold the look-ahead point {@code y = theta + mu v} between updates, so that the
 * gradient of the loss is the one that the formula asks for, and may be clipped on the way by a
 * {@link ClippedOptimizer} around this optimizer. In these terms {@code y' = y + mu v' - rate * g}.
 * The plain point {@code theta} is at {@link #plainPoint}; {@link #settle} moves the variables
 * there, to evaluate or save them at the end. The {@code Momentum} of tensorflow-framework is the
 * usual momentum to compare with; it takes the gradient at {@code theta}.
 *
 * <p>Not thread safe while it adds to the graph; owns no native memory.
 */
public final class NesterovLookAhead extends Optimizer {
  /** The name of the slot that holds the velocity {@code v}. */
  public static final String VELOCITY = "velocity";

  private final double learningRate;
  private final double momentum;
  private final Set<Output<?>> trained = new LinkedHashSet<>();

  /**
   * Makes an optimizer of a graph.
   *
   * @param learningRate positive and finite
   * @param momentum {@code mu}, in [0, 1)
   */
  public NesterovLookAhead(Graph graph, double learningRate, double momentum) {
    super(graph, "NesterovLookAhead");
    this.learningRate = Checks.positiveFinite("learningRate", learningRate);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), but is " + momentum);
    }
    this.momentum = momentum;
  }

  /**
   * The point {@code theta = y - mu v} of a variable. Fetch it in a run that does not train: in one
   * that does, it may be read before or after the update.
   *
   * @throws IllegalStateException if the variable is not trained by this optimizer
   */
  public <T extends TType> Output<T> plainPoint(Operand<T> variable) {
    Output<T> output = variable.asOutput();
    Operand<T> carried = tf.math.mul(Scalars.like(tf, momentum, output), velocity(output));
    return tf.math.sub(output, carried).asOutput();
  }

  /**
   * An operation that moves all trained variables to their plain points and sets velocities to
   * zero. Run it on its own, after training: what follows starts anew.
   *
   * @throws IllegalStateException before anything was minimized
   */
  public Op settle() {
    Checks.state(!trained.isEmpty(), "call minimize(loss) first");
    List<Op> done = new ArrayList<>();
    trained.forEach(variable -> done.add(settle(variable)));
    return Ops.create(graph).withControlDependencies(done).withName("settle").noOp();
  }

  private <T extends TType> Op settle(Output<T> variable) {
    Operand<T> moved = tf.assign(variable, plainPoint(variable));
    Variable<T> velocity = velocity(variable);
    return tf.withControlDependencies(List.of(moved)).assign(velocity, tf.zerosLike(velocity));
  }

  @Override
  protected void createSlots(List<Output<? extends TType>> variables) {
    variables.forEach(this::createVelocity);
  }

  private <T extends TType> void createVelocity(Output<T> variable) {
    createSlot(variable, VELOCITY, tf.fill(tf.shape(variable), Scalars.like(tf, 0, variable)));
    trained.add(variable);
  }

  @Override
  protected <T extends TType> Op applyDense(
      Ops dependencies, Output<T> gradient, Output<T> variable) {
    Ops ops = dependencies;
    Variable<T> velocity = velocity(variable);
    Operand<T> mu = Scalars.like(ops, momentum, variable);
    Operand<T> step = ops.math.mul(Scalars.like(ops, learningRate, variable), gradient);
    Operand<T> next = ops.assign(velocity, ops.math.sub(ops.math.mul(mu, velocity), step));
    return ops.assignAdd(variable, ops.math.sub(ops.math.mul(mu, next), step));
  }

  private <T extends TType> Variable<T> velocity(Output<T> variable) {
    return getSlot(variable, VELOCITY)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "variable '"
                        + variable.op().name()
                        + "' must be trained by this optimizer, but is not; call minimize(loss)"));
  }

  @Override
  public String getOptimizerName() {
    return "NesterovLookAhead";
  }

  @Override
  public String toString() {
    return "NesterovLookAhead{learningRate=" + learningRate + ", momentum=" + momentum + "}";
  }
}
