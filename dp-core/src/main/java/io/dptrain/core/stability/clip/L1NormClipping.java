package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.norm.GradientList;
import io.dptrain.core.internal.norm.GroupNorm;
import java.util.List;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips all gradients together to one l1 norm, the sum of all absolute values.
 *
 * <p><b>Formula</b>: {@code g * min(1, C / |g|_1)}. <b>Source</b>: Pascanu, Mikolov and Bengio, On
 * the difficulty of training recurrent neural networks, 2013, algorithm 1, with the l1 norm in
 * place of the l2 norm. <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * @param l1ClipNorm {@code C}; positive and finite
 */
record L1NormClipping(double l1ClipNorm) implements GradientClipping {

  /** Checks the clip norm. */
  public L1NormClipping {
    Checks.positiveFinite("l1ClipNorm", l1ClipNorm);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    GradientList list = GradientList.of(gradients);
    GroupNorm norm = GroupNorm.of(tf, list.gradients());
    return WholeGradient.clip(tf, list, norm, tf.constant(l1ClipNorm), norm.scaledL1Norm(tf));
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "global l1 norm of at most " + l1ClipNorm;
  }
}
