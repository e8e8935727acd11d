package io.dptrain.core.clip;

import java.util.List;
import org.tensorflow.Output;

/**
 * Clips each example's whole gradient to one l2 norm.
 *
 * <p><b>Formula</b>: {@code c_i = min(1, C / |g_i|)}, so {@code |c_i g_i| <= C}. <b>Source</b>:
 * Abadi et al., Deep Learning with Differential Privacy, 2016, algorithm 1. <b>Error</b>: {@code C}
 * is lowered as in {@link ClipFactors}.
 *
 * @param l2ClipNorm {@code C}, the largest l2 norm of one example's contribution; in {@code [2^-40,
 *     2^60]}
 */
record FlatClipping(double l2ClipNorm) implements Clipping {

  /** Checks the clip norm. */
  public FlatClipping {
    ClipNormRange.require("l2ClipNorm", l2ClipNorm);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    return new NormClipper(
        Groups.whole(variables), new double[] {l2ClipNorm}, NormClipper.Rule.CLIP);
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "flat, l2 clip norm " + l2ClipNorm;
  }
}
