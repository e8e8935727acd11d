package io.dptrain.core.stability.clip;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.LayerNames;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/**
 * Clips the gradients of each layer together to one l2 norm.
 *
 * <p><b>Formula</b>: {@code g_l * min(1, C / |g_l|)} for each layer {@code l}. <b>Source</b>: You,
 * Gitman and Ginsburg, Large batch training of convolutional networks, 2017, for the layer as the
 * unit; Pascanu, Mikolov and Bengio, 2013, algorithm 1, for the clipping. <b>Error</b>: as {@link
 * GlobalNormClipping}.
 *
 * @param l2ClipNorm {@code C}; positive and finite
 * @param layerOf from the name of a variable to that of its layer
 */
record LayerNormClipping(double l2ClipNorm, UnaryOperator<String> layerOf)
    implements GradientClipping {

  /** Checks the clip norm. */
  public LayerNormClipping {
    Checks.positiveFinite("l2ClipNorm", l2ClipNorm);
    layerOf = LayerNames.required(layerOf);
  }

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    return GradientGroups.clip(tf, gradients, layerOf, layer -> l2ClipNorm);
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
