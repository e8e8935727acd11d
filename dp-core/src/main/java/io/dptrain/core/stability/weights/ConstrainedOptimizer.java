package io.dptrain.core.stability.weights;

import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.types.family.TType;

/** Projects variables after each update of another optimizer. */
final class ConstrainedOptimizer extends WrappedOptimizer {
  private final WeightConstraint constraint;

  ConstrainedOptimizer(Optimizer wrapped, WeightConstraint constraint, List<Output<?>> chosen) {
    super(wrapped, chosen);
    this.constraint = constraint;
  }

  @Override
  Op apply(List<GradAndVar<? extends TType>> gradients, String name) {
    return constraint.after(tf, update(gradients, name), meant(gradients));
  }

  @Override
  public String toString() {
    return getOptimizerName() + ", then " + constraint;
  }
}
