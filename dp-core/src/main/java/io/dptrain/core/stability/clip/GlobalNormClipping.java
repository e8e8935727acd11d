package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import java.util.List;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips all gradients together to one l2 norm.
 *
 * <p><b>Formula</b>: {@code g * min(1, C / |g|)}, where {@code |g|} runs over all variables.
 * <b>Source</b>: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural
 * networks, 2013, algorithm 1.
 *
 * <p><b>Error</b>: rounding may lift the clipped norm above {@code C} by a relative {@code 1e-6};
 * there is no margin below {@code C}, as nothing private depends on it.
 *
 * @param l2ClipNorm {@code C}; positive and finite
 */
record GlobalNormClipping(double l2ClipNorm) implements GradientClipping {

  /** Checks the clip norm. */
  public GlobalNormClipping {
    Checks.positiveFinite("l2ClipNorm", l2ClipNorm);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    GroupNorm norm = GroupNorm.of(tf, list.gradients());
    return WholeGradient.clip(tf, list, norm, tf.constant(l2ClipNorm), norm.scaledNorm());
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "global l2 norm of at most " + l2ClipNorm;
  }
}
