package io.dptrain.core.stability.clip;

import io.dptrain.core.Checks;
import java.util.List;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips the gradients of each layer together to one l2 norm. The variables of a layer are those
 * under one name scope, such as {@code dense/kernel} and {@code dense/bias}; a variable without a
 * scope is a layer of its own.
 *
 * <p><b>Formula</b>: {@code g_l * min(1, C / |g_l|)} for each layer {@code l}. <b>Source</b>: You,
 * Gitman and Ginsburg, Large batch training of convolutional networks, 2017, for the layer as the
 * unit; Pascanu, Mikolov and Bengio, 2013, algorithm 1, for the clipping. <b>Error</b>: as {@link
 * GlobalNormClipping}.
 *
 * @param l2ClipNorm {@code C}; positive and finite
 */
public record LayerNormClipping(double l2ClipNorm) implements GradientClipping {

  /** Checks the clip norm. */
  public LayerNormClipping {
    Checks.positiveFinite("l2ClipNorm", l2ClipNorm);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    return Groups.clip(tf, gradients, LayerNormClipping::layerOf, layer -> l2ClipNorm);
  }

  /** The scope, with its slash, so that no variable without a scope is taken for it. */
  private static String layerOf(String variable) {
    int end = variable.lastIndexOf('/');
    return end < 0 ? variable : variable.substring(0, end + 1);
  }

  @Override
  public boolean keepsDirection() {
    return false;
  }

  @Override
  public String description() {
    return "l2 norm of each layer of at most " + l2ClipNorm;
  }
}
