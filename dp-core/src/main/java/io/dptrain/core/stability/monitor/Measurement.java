package io.dptrain.core.stability.monitor;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * The loss and the norms of a step, in the graph.
 *
 * <p><b>Error</b>: norms are summed in the precision of the variable, so one above about 1e19 in
 * single precision counts as infinite.
 *
 * @param loss the mean loss
 * @param gradientNorm over all variables
 * @param statistics the loss, each gradient norm, each parameter norm
 */
record Measurement(
    Operand<TFloat64> loss, Operand<TFloat64> gradientNorm, Output<TFloat64> statistics) {

  static Measurement add(Ops tf, Operand<? extends TNumber> loss, List<GradAndVar<?>> gradients) {
    if (gradients.isEmpty()) {
      throw new IllegalArgumentException(
          "gradients must have one of a variable at least, but have none; check for stopGradient");
    }
    Operand<TFloat64> mean = mean(tf, loss);
    List<Operand<TFloat64>> all = new ArrayList<>(List.of(mean));
    gradients.forEach(pair -> all.add(norm(tf, pair.getGradient())));
    List<Operand<TFloat64>> squares =
        all.subList(1, all.size()).stream().<Operand<TFloat64>>map(tf.math::square).toList();
    Operand<TFloat64> total = tf.math.sqrt(tf.math.addN(squares));
    gradients.forEach(pair -> all.add(norm(tf, pair.getVariable())));
    return new Measurement(mean, total, tf.stack(all).asOutput());
  }

  private static Operand<TFloat64> mean(Ops tf, Operand<? extends TNumber> loss) {
    Operand<TFloat64> values = tf.dtypes.cast(loss, TFloat64.class);
    return tf.math.mean(tf.reshape(values, tf.constant(new int[] {-1})), tf.constant(0));
  }

  private static Operand<TFloat64> norm(Ops tf, Output<?> values) {
    if (!TFloating.class.isAssignableFrom(values.type())) {
      throw new IllegalArgumentException(
          "variables must be floating-point to be monitored, but %s is of %s"
              .formatted(values.op().name(), values.type().getSimpleName()));
    }
    Operand<TFloat64> half = tf.dtypes.cast(tf.nn.l2Loss(floating(values)), TFloat64.class);
    return tf.math.sqrt(tf.math.mul(half, tf.constant(2.0)));
  }

  /** Only a name for the compiler: the operation takes every floating-point type. */
  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floating(Output<?> values) {
    return (Operand<TFloat32>) values;
  }
}
