package io.dptrain.core.stability.clip;

import java.util.List;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Ops;

/** Leaves the gradients as they are, those that are not finite too: to compare with. */
record NoClipping() implements GradientClipping {

  @Override
  public ClippedGradients clip(Ops tf, List<GradAndVar<?>> gradients) {
    return new ClippedGradients(gradients, tf.constant(0.0));
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "no clipping";
  }
}
