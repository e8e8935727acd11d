package io.dptrain.core.stability.monitor;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * Lets gradients through only in good steps. A gradient that a switch holds back does not exist in
 * that run, so the operation that would apply it does not run, whatever optimizer it belongs to.
 */
final class UpdateGuard {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private UpdateGuard() {}

  /** Where limits are fed; by default only values that are not finite leave an update out. */
  static PlaceholderWithDefault<TFloat64> limits(Ops tf) {
    double[] finite = new UpdateLimits(true, NO_LIMIT, NO_LIMIT).toArray();
    return tf.withName("limits").placeholderWithDefault(tf.constant(finite), Shape.of(3));
  }

  static List<GradAndVar<? extends TType>> guarded(
      Ops tf, List<GradAndVar<?>> gradients, Measurement measured, Operand<TFloat64> limits) {
    Ops afterMeasuring = tf.withControlDependencies(measured.statistics());
    Operand<TBool> good = afterMeasuring.identity(good(tf, measured, limits));
    List<GradAndVar<? extends TType>> guarded = new ArrayList<>();
    for (GradAndVar<?> pair : gradients) {
      guarded.add(guarded(tf, pair, good));
    }
    return guarded;
  }

  @SuppressWarnings("unchecked")
  static <T extends TType> GradAndVar<T> pair(Output<?> gradient, Output<?> variable) {
    return new GradAndVar<>((Output<T>) gradient, (Output<T>) variable);
  }

  private static <T extends TType> GradAndVar<T> guarded(
      Ops tf, GradAndVar<T> pair, Operand<TBool> good) {
    return new GradAndVar<>(
        tf.switchCond(pair.getGradient(), good).outputTrue(), pair.getVariable());
  }

  /** No comparison with NaN holds, so only the check for finite values stops one. */
  private static Operand<TBool> good(Ops tf, Measurement measured, Operand<TFloat64> limits) {
    Operand<TBool> above =
        tf.math.logicalOr(
            tf.math.greater(measured.loss(), limit(tf, limits, 1)),
            tf.math.greater(measured.gradientNorm(), limit(tf, limits, 2)));
    Operand<TBool> finite = tf.math.isFinite(tf.math.add(measured.loss(), measured.gradientNorm()));
    Operand<TBool> anything = tf.math.equal(limit(tf, limits, 0), tf.constant(0.0));
    return tf.math.logicalAnd(tf.math.logicalNot(above), tf.math.logicalOr(finite, anything));
  }

  private static Operand<TFloat64> limit(Ops tf, Operand<TFloat64> limits, int index) {
    return tf.gather(limits, tf.constant(index), tf.constant(0));
  }
}
