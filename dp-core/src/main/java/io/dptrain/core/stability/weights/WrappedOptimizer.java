package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.graph.Variables;
import io.dptrain.core.internal.graph.backward.GradientFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/** An optimizer that leaves gradients and updates to another one, and adds something to them. */
abstract class WrappedOptimizer extends Optimizer {
  private final Optimizer wrapped;
  private final List<Output<?>> chosen;

  /**
   * Wraps an optimizer.
   *
   * @param chosen the variables that are meant; empty for all that are trained
   */
  WrappedOptimizer(Optimizer wrapped, List<Output<?>> chosen) {
    super((Graph) wrapped.getTF().scope().env(), wrapped.getOptimizerName());
    this.wrapped = wrapped;
    this.chosen = List.copyOf(chosen);
  }

  /**
   * Adds the update for gradients that exist; a variable behind {@code stopGradient} has none, and
   * the optimizers of tensorflow-framework leave it alone.
   */
  @Override
  public final Op applyGradients(List<GradAndVar<? extends TType>> gradients, String name) {
    return apply(
        gradients.stream().filter(pair -> !GradientFaults.isMissing(pair.getGradient())).toList(),
        name);
  }

  /** Adds the update, and what belongs to it. */
  abstract Op apply(List<GradAndVar<? extends TType>> gradients, String name);

  /** The update of the wrapped optimizer. */
  final Op update(List<GradAndVar<? extends TType>> gradients, String name) {
    return wrapped.applyGradients(gradients, name);
  }

  /**
   * The variables that are meant.
   *
   * @throws IllegalArgumentException if one of them has no gradient
   */
  final List<Output<? extends TFloating>> meant(List<GradAndVar<? extends TType>> gradients) {
    List<Output<?>> trained = new ArrayList<>();
    gradients.forEach(pair -> trained.add(Variables.behind(pair.getVariable())));
    for (Output<?> variable : chosen) {
      if (!trained.contains(variable)) {
        throw new IllegalArgumentException(
            "variables must be trained by the optimizer, but '"
                + variable.op().name()
                + "' is not; leave it out");
      }
    }
    List<Output<?>> meant = chosen.isEmpty() ? trained : chosen;
    return meant.stream().<Output<? extends TFloating>>map(WeightVariables::floating).toList();
  }

  @Override
  public <T extends TType> List<GradAndVar<?>> computeGradients(Operand<?> loss) {
    return wrapped.computeGradients(loss);
  }

  @Override
  public <T extends TType> Optional<Variable<T>> getSlot(Output<T> variable, String slotName) {
    return wrapped.getSlot(variable, slotName);
  }

  /** Never called: the wrapped optimizer applies the gradients. */
  @Override
  protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
    throw new UnsupportedOperationException("the wrapped optimizer applies the gradients");
  }

  @Override
  public String getOptimizerName() {
    return wrapped.getOptimizerName();
  }
}
