package io.dptrain.core.stability.weights;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * What weights must fulfill after every update: they are replaced by the nearest ones that do.
 *
 * <pre>{@code
 * Optimizer optimizer = WeightClipping.of(0.01).around(new RMSProp(graph, 5e-5f));
 * }</pre>
 *
 * <p>Immutable and thread safe.
 */
public sealed interface WeightConstraint permits WeightClipping, NormConstraint {

  /**
   * The nearest weight that fulfills the constraint. <b>Shape</b>: that of the weight.
   *
   * @throws IllegalArgumentException if the constraint does not fit the shape
   */
  <T extends TFloating> Operand<T> project(Ops tf, Operand<T> weight);

  /**
   * Adds an operation that runs an update and then projects variables.
   *
   * @param update what changes the variables; it has ended before they are read
   * @param variables what to project; empty for none
   * @return the operation to run in place of the update
   * @throws IllegalArgumentException if one of them is no variable, or the constraint does not fit
   */
  default Op after(Ops tf, Op update, List<? extends Operand<? extends TFloating>> variables) {
    Ops scope = tf.withSubScope("constraint");
    Ops updated = scope.withControlDependencies(List.of(update));
    List<Op> projections = new ArrayList<>(List.of(update));
    for (Operand<? extends TFloating> variable : variables) {
      projections.add(WeightVariables.replace(updated, variable, this::project));
    }
    return scope.withControlDependencies(projections).noOp();
  }

  /** Wraps an optimizer, so that every variable that it trains is projected after each update. */
  default Optimizer around(Optimizer optimizer) {
    return new ConstrainedOptimizer(optimizer, this, List.of());
  }

  /**
   * Wraps an optimizer, so that some of the variables that it trains are projected after each
   * update.
   *
   * @param variables what to project, such as the weights without the biases
   * @throws IllegalArgumentException if the list is empty, or holds something else than variables
   */
  default Optimizer around(
      Optimizer optimizer, List<? extends Operand<? extends TFloating>> variables) {
    return new ConstrainedOptimizer(optimizer, this, WeightVariables.requireSome(variables));
  }
}
