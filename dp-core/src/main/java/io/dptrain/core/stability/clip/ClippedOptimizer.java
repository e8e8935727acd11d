package io.dptrain.core.stability.clip;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.OneGraph;
import io.dptrain.core.internal.graph.Variables;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.family.TType;

/**
 * An optimizer that clips gradients before another one applies them. It takes the place of the
 * other in a training loop.
 *
 * <pre>{@code
 * ClippedOptimizer optimizer =
 *     ClippedOptimizer.wrap(new Adam(graph, 1e-3f), GradientClipping.byGlobalNorm(1));
 * Op train = optimizer.minimize(loss);
 * List<Output<TFloat64>> report = optimizer.report().outputs();   // fetch beside the target
 * }</pre>
 *
 * <p>A skipped update gives the other optimizer a gradient of zero: momentum that it holds goes on.
 * Variables that the loss does not depend on are left out, and get no slots.
 *
 * <p><b>Not private</b>; see {@link GradientClipping}. It is not thread safe while it adds to the
 * graph, and owns no native memory.
 */
public final class ClippedOptimizer extends Optimizer {
  private final Optimizer optimizer;
  private final GradientClipping clipping;
  private final List<Output<?>> variables;
  private ClippingReport report;
  private List<ClippingReport> taskReports = List.of();

  private ClippedOptimizer(
      Optimizer optimizer, GradientClipping clipping, List<Output<?>> variables) {
    super((Graph) optimizer.getTF().scope().env(), optimizer.getOptimizerName());
    this.optimizer = optimizer;
    this.clipping = clipping;
    this.variables = variables;
  }

  /**
   * Clips the gradients of all variables of the graph, as optimizers of the framework train all.
   */
  public static ClippedOptimizer wrap(Optimizer optimizer, GradientClipping clipping) {
    return new ClippedOptimizer(optimizer, clipping, List.of());
  }

  /**
   * Clips the gradient of the batch as a private strategy clips that of one example: the expression
   * that {@code DpOptimizer} takes, in ordinary training. <b>Not private</b>.
   */
  public static ClippedOptimizer wrap(Optimizer optimizer, Clipping clipping) {
    return wrap(optimizer, GradientClipping.as(clipping));
  }

  /**
   * As {@link #wrap(Optimizer, Clipping)}, for some variables alone.
   *
   * @param variables at least one
   */
  public static ClippedOptimizer wrap(
      Optimizer optimizer, Clipping clipping, List<? extends Operand<?>> variables) {
    return wrap(optimizer, GradientClipping.as(clipping), variables);
  }

  /**
   * Trains some variables alone, and clips their gradients.
   *
   * @param variables at least one
   */
  public static ClippedOptimizer wrap(
      Optimizer optimizer, GradientClipping clipping, List<? extends Operand<?>> variables) {
    Checks.atLeastOne("number of variables", variables.size());
    List<Output<?>> outputs = new ArrayList<>();
    variables.forEach(variable -> outputs.add(variable.asOutput()));
    return new ClippedOptimizer(optimizer, clipping, outputs);
  }

  /** The gradients before clipping, of those variables that the loss depends on. */
  @Override
  public <T extends TType> List<GradAndVar<?>> computeGradients(Operand<?> loss) {
    OneGraph.require(graph, "loss", loss);
    OneGraph.require(graph, "a variable to train", variables);
    List<Output<?>> reached = reached(loss);
    List<GradAndVar<?>> pairs = new ArrayList<>();
    if (!reached.isEmpty()) { // TensorFlow ends with an error for a variable that is not reached
      Output<?>[] gradients =
          graph.addGradients(loss.asOutput(), reached.toArray(Output<?>[]::new));
      for (int i = 0; i < gradients.length; i++) {
        pairs.add(pair(gradients[i], reached.get(i)));
      }
    }
    List<GradAndVar<?>> present = withPath(pairs);
    if (present.isEmpty()) {
      throw new IllegalArgumentException(
          "the loss must depend on a variable that is trained, but '"
              + loss.op().name()
              + "' does not; check for stopGradient");
    }
    return present;
  }

  /** The variables that are trained and come before the loss in the graph. */
  private List<Output<?>> reached(Operand<?> loss) {
    Set<GraphOperation> before = graph.subgraphTo(Set.of(loss));
    List<Output<?>> reached = new ArrayList<>();
    if (variables.isEmpty()) {
      graph
          .operations()
          .forEachRemaining(
              operation -> {
                if (Variables.isVariable(operation) && before.contains(operation)) {
                  reached.add(operation.output(0));
                }
              });
    } else {
      variables.stream().filter(variable -> before.contains(variable.op())).forEach(reached::add);
    }
    return reached;
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its variable
  private static <T extends TType> GradAndVar<T> pair(Output<?> gradient, Output<T> variable) {
    return new GradAndVar<>((Output<T>) gradient, variable);
  }

  private static List<GradAndVar<?>> withPath(List<GradAndVar<?>> pairs) {
    return pairs.stream().filter(pair -> !GradientFaults.isMissing(pair.getGradient())).toList();
  }

  /** Clips gradients and applies them. */
  @Override
  public Op applyGradients(List<GradAndVar<? extends TType>> gradsAndVars, String name) {
    Ops ops = clippingOps();
    List<GradAndVar<?>> present = withPath(gradsAndVars);
    ClippedGradients clipped = clipping.clip(ops, present);
    report = ClippingReport.of(ops, present, clipped.gradients(), clipped.clippedFraction());
    taskReports = List.of();
    return optimizer.applyGradients(new ArrayList<>(clipped.gradients()), name);
  }

  /**
   * Minimizes the sum of several losses, and clips the gradient of each before they are added: a
   * spike of one task does not starve the others. Strategies that remember keep one memory for each
   * task. A task whose gradient is not finite contributes zero, and the others go on.
   *
   * @param losses one for each task, at least one
   */
  public Op minimizeTasks(List<? extends Operand<?>> losses) {
    Checks.atLeastOne("number of losses", losses.size());
    Ops ops = clippingOps();
    TaskGradients tasks = new TaskGradients(ops, clipping);
    losses.forEach(loss -> tasks.add(computeGradients(loss)));
    report = tasks.report();
    taskReports = tasks.reports();
    return optimizer.applyGradients(
        new ArrayList<>(tasks.clipped()), getOptimizerName() + "-minimize");
  }

  /**
   * What clipping does to the update that was added last. For tasks it compares the sums of their
   * gradients, and the clipped fraction is the mean over tasks.
   *
   * @throws IllegalStateException before anything was minimized
   */
  public ClippingReport report() {
    Checks.state(report != null, "call minimize(loss) first");
    return report;
  }

  /** What clipping does to each task of {@link #minimizeTasks}; empty if there are none. */
  public List<ClippingReport> taskReports() {
    return taskReports;
  }

  private Ops clippingOps() {
    return Ops.create(graph).withSubScope("clipping");
  }

  @Override
  public <T extends TType> Optional<Variable<T>> getSlot(Output<T> variable, String slotName) {
    return optimizer.getSlot(variable, slotName);
  }

  /** Never called: the wrapped optimizer applies the gradients. */
  @Override
  protected <T extends TType> Op applyDense(
      Ops dependencies, Output<T> gradient, Output<T> variable) {
    throw new UnsupportedOperationException("the wrapped optimizer applies the gradients");
  }

  @Override
  public String getOptimizerName() {
    return optimizer.getOptimizerName();
  }
}
