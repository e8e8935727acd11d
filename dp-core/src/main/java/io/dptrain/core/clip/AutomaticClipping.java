package io.dptrain.core.clip;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Brings every example's gradient to nearly the same l2 norm, so no clip norm has to be tuned: it
 * and the learning rate are one number.
 *
 * <p><b>Formula</b>: {@code c_i = C / (|g_i| + gamma)}, so {@code |c_i g_i| < C}; a gradient of
 * zero stays zero. <b>Source</b>: Bu et al., Automatic Clipping: Differentially Private Deep
 * Learning Made Easier and Stronger, 2022, AUTO-S. <b>Error</b>: {@code C} is lowered as in {@link
 * ClipFactors}.
 *
 * @param l2ClipNorm {@code C}, the largest l2 norm of one example's contribution; in {@code [2^-40,
 *     2^60]}
 * @param stability {@code gamma}, in units of the gradient: what keeps the order of small
 *     gradients; in {@code [2^-40, 2^60]}, so that {@code C / gamma} is finite
 */
public record AutomaticClipping(double l2ClipNorm, double stability) implements Clipping {
  /** The stability that the source recommends. */
  public static final double STABILITY = 0.01;

  /** Checks both numbers. */
  public AutomaticClipping {
    ClipNormRange.require("l2ClipNorm", l2ClipNorm);
    if (!(stability >= SMALLEST_CLIP_NORM && stability <= LARGEST_CLIP_NORM)) {
      throw new IllegalArgumentException(
          "stability must be from 2^-40 to 2^60, for l2ClipNorm / stability to be finite, but is "
              + stability
              + "; take "
              + STABILITY
              + ", or a small part of the usual norm");
    }
  }

  /** The same with another stability. */
  public AutomaticClipping withStability(double other) {
    return new AutomaticClipping(l2ClipNorm, other);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    return new NormClipper(
        Groups.whole(variables), new double[] {l2ClipNorm}, new Normalize(stability));
  }

  private record Normalize(double stability) implements NormClipper.Rule {
    @Override
    public <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> norms, double bound) {
      return ClipFactors.normalize(tf, norms, bound, stability);
    }

    @Override
    public double factor(double norm, double bound) {
      return bound / (norm + stability);
    }
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "automatic, every l2 norm nearly " + l2ClipNorm + ", stability " + stability;
  }
}
