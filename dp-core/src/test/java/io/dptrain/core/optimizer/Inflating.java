package io.dptrain.core.optimizer;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Writes a gradient divided by zero into each variable, which leaves every precision. */
final class Inflating extends Optimizer {
  Inflating(Graph graph) {
    super(graph);
  }

  @Override
  protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
    Operand<T> zero = tf.dtypes.cast(tf.constant(0f), gradient.type());
    return tf.assign(variable, tf.math.div(gradient, zero));
  }

  @Override
  public String getOptimizerName() {
    return "Inflating";
  }
}
