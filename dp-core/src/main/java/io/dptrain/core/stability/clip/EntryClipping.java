package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.Shares;
import io.dptrain.core.internal.norm.TensorMath;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Clips each entry of each gradient. It turns the direction: (10, 0.1) at 1 becomes (1, 0.1).
 *
 * <p><b>Formula</b>: {@code max(-c, min(c, g))} for each entry. <b>Source</b>: Mikolov, Statistical
 * language models based on neural networks, 2012.
 *
 * @param largest {@code c}; positive and finite
 */
record EntryClipping(double largest) implements GradientClipping {

  /** Checks the largest value. */
  public EntryClipping {
    Checks.positiveFinite("largest", largest);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    Operand<TBool> finite = GroupNorm.of(tf, list.gradients()).isFinite(tf);
    Operand<TFloat64> kept = TensorMath.indicator(tf, finite);
    Operand<TFloat64> bound = tf.constant(largest);
    List<Operand<TFloating>> clipped = new ArrayList<>();
    List<Operand<TBool>> changes = new ArrayList<>();
    for (Operand<TFloating> gradient : list.gradients()) {
      Operand<TFloating> top = TensorMath.cast(tf, bound, gradient);
      Operand<TFloating> limited = tf.clipByValue(gradient, tf.math.neg(top), top);
      clipped.add(tf.math.mulNoNan(limited, TensorMath.cast(tf, kept, gradient)));
      changes.add(tf.math.greater(tf.math.abs(gradient), top));
    }
    return new ClippedGradients(list.with(clipped), Shares.of(tf, changes, finite));
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "every entry in [-" + largest + ", " + largest + "]";
  }
}
