package io.dptrain.core.testing;

import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Writes the gradient itself into the variable, so that tests can read what an optimizer sees. */
public final class OverwritingOptimizer extends Optimizer {

  public OverwritingOptimizer(Graph graph) {
    super(graph);
  }

  @Override
  protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
    return tf.assign(variable, gradient);
  }

  @Override
  public String getOptimizerName() {
    return "Overwriting";
  }
}
