package io.dptrain.examples.gan.model;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Ordinary training of one of two networks; {@code Optimizer.minimize} would train both. */
final class Updates {
  private Updates() {}

  /**
   * Adds an update of some variables to the graph.
   *
   * @param loss <b>Shape</b> {@code []}
   */
  static Op minimize(
      Optimizer optimizer, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Ops tf = optimizer.getTF();
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] trained = variables.stream().map(Variable::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients =
        graph.addGradients(
            tf.scope().makeOpName("gradients"), new Output<?>[] {loss.asOutput()}, trained, null);
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      pairs.add(pair(gradients[i], variables.get(i)));
    }
    return optimizer.applyGradients(pairs, tf.scope().makeOpName("update"));
  }

  private static GradAndVar<TFloat32> pair(Output<?> gradient, Variable<TFloat32> variable) {
    @SuppressWarnings("unchecked") // a gradient has the type of what it is taken for
    Output<TFloat32> typed = (Output<TFloat32>) gradient;
    return new GradAndVar<>(typed, variable.asOutput());
  }
}
