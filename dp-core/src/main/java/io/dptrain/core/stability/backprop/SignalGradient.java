package io.dptrain.core.stability.backprop;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.graph.op.SignalKind;
import io.dptrain.core.internal.norm.ScaledNorm;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The gradient of {@code Snapshot}: what flows back, clipped by the rule that the operation holds
 * in its attributes, or unchanged if it holds none.
 */
final class SignalGradient {
  /** The attribute that holds the bound, in decimal digits. */
  static final String BOUND = "_dptrain_signal_bound";

  private SignalGradient() {}

  /** Called by TensorFlow; it must not throw. */
  static List<Operand<?>> of(Ops tf, GraphOperation operation, List<Output<?>> incoming) {
    Optional<SignalKind> kind = SignalKind.of(operation);
    if (kind.isEmpty()) {
      return List.of(incoming.get(0));
    }
    @SuppressWarnings("unchecked") // clipSignal makes no others
    Output<TFloating> signal = (Output<TFloating>) incoming.get(0);
    double value = Double.parseDouble(operation.attributes().getAttrString(BOUND));
    Operand<TFloating> bound = Scalars.like(tf, value, signal);
    return List.of(
        switch (kind.get()) {
          case VALUE -> byValue(tf, signal, bound);
          case ROW_NORM -> byNorm(tf, signal, bound, 1);
          case TENSOR_NORM -> byNorm(tf, signal, bound, 0);
        });
  }

  private static Operand<TFloating> byValue(
      Ops tf, Operand<TFloating> signal, Operand<TFloating> bound) {
    Operand<TFloating> clipped = tf.clipByValue(signal, tf.math.neg(bound), bound);
    return tf.select(tf.math.isNan(signal), tf.zerosLike(signal), clipped);
  }

  private static Operand<TFloating> byNorm(
      Ops tf, Operand<TFloating> signal, Operand<TFloating> bound, int firstAxis) {
    Operand<TInt32> axes = tf.range(tf.constant(firstAxis), tf.rank(signal), tf.constant(1));
    return ScaledNorm.of(tf, signal, axes).clippedTo(tf, bound);
  }
}
