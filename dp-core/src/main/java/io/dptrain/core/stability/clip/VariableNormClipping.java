package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import java.util.List;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips the gradient of each variable to one l2 norm. It turns the direction of the whole gradient,
 * and keeps that of each variable.
 *
 * <p><b>Formula</b>: {@code g_v * min(1, C / |g_v|)} for each variable {@code v}. <b>Source</b>:
 * Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013,
 * algorithm 1, for each variable. <b>Error</b>: as {@link GlobalNormClipping}.
 *
 * @param l2ClipNorm {@code C}; positive and finite
 */
record VariableNormClipping(double l2ClipNorm) implements GradientClipping {

  /** Checks the clip norm. */
  public VariableNormClipping {
    Checks.positiveFinite("l2ClipNorm", l2ClipNorm);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    return GradientGroups.clip(tf, gradients, name -> name, group -> l2ClipNorm);
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "l2 norm of each variable of at most " + l2ClipNorm;
  }
}
