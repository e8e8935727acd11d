package io.dptrain.core.stability.clip;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.types.TFloat64;

/**
 * What a {@link GradientClipping} makes of the gradients of one update.
 *
 * @param gradients the clipped gradients, each with its variable
 * @param clippedFraction the share of what is clipped on its own (the whole gradient, variables,
 *     layers, units or entries) that was above its bound; a private {@link
 *     io.dptrain.core.clip.Clipping} tells of the whole gradient alone whether any of it was.
 *     <b>Shape</b> scalar, in [0, 1]; one if the update was skipped
 */
public record ClippedGradients(List<GradAndVar<?>> gradients, Operand<TFloat64> clippedFraction) {

  /** Copies the list. */
  public ClippedGradients {
    gradients = List.copyOf(gradients);
  }
}
