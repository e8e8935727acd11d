package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import io.dptrain.core.internal.norm.TensorMath;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/**
 * Gives the whole gradient almost the same norm in every update: large ones shrink, and small ones
 * grow.
 *
 * <p><b>Formula</b>: {@code g * C / (|g| + stability)}. <b>Source</b>: Hazan, Levy and
 * Shalev-Shwartz, Beyond convexity: stochastic quasi-convex optimization, 2015, algorithm 1, for
 * {@code stability = 0}; Bu, Wang, Zha and Karypis, Automatic clipping, 2023, for the stability,
 * there called gamma. <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * @param l2Norm {@code C}; positive and finite
 * @param stability zero or positive and finite; keeps tiny gradients tiny
 */
record NormalizedGradient(double l2Norm, double stability) implements GradientClipping {

  /** Checks the numbers. */
  public NormalizedGradient {
    Checks.positiveFinite("l2Norm", l2Norm);
    Checks.nonNegativeFinite("stability", stability);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    GroupNorm norm = GroupNorm.of(tf, list.gradients());
    Operand<TFloat64> size =
        tf.math.add(norm.scaledNorm(), tf.math.div(tf.constant(stability), norm.scale()));
    Operand<TBool> isZero = tf.math.equal(norm.scaledNorm(), tf.constant(0.0));
    Operand<TFloat64> factor =
        tf.select(isZero, norm.scale(), tf.math.div(tf.constant(l2Norm), size));
    Operand<TBool> within =
        tf.math.lessEqual(norm.scaledNorm(), tf.math.div(tf.constant(l2Norm), norm.scale()));
    Operand<TBool> above = tf.math.logicalNot(tf.math.logicalAnd(norm.isFinite(tf), within));
    return new ClippedGradients(
        list.with(norm.times(tf, factor, norm.isFinite(tf))), TensorMath.indicator(tf, above));
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "normalized to the l2 norm " + l2Norm + ", with stability " + stability;
  }
}
