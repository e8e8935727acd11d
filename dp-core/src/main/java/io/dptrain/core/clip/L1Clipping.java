package io.dptrain.core.clip;

import io.dptrain.core.gradient.BuiltGradients;
import io.dptrain.core.gradient.PerExampleGradients;
import io.dptrain.core.internal.Scalars;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Clips each example's whole gradient to one l1 norm.
 *
 * <p><b>Formula</b>: {@code c_i = min(1, C / |g_i|_1)}. As {@code |g|_2 <= |g|_1}, the clipped
 * gradient has an l2 norm of at most {@code C}, which a gradient with a single entry reaches.
 * <b>Source</b>: by the definition of both norms. <b>Error</b>: {@code C} is lowered as in {@link
 * ClipFactors}. That covers rounding of the l1 norm, too: it matters where many entries are of one
 * size, and there the l2 norm is far below the l1 norm.
 *
 * <p><b>Cost</b>: the gradients are built one by one; batch times parameters numbers.
 *
 * @param l1ClipNorm {@code C}, the largest l1 norm of one example's contribution; in {@code [2^-40,
 *     2^60]}
 */
record L1Clipping(double l1ClipNorm) implements Clipping {

  /** Checks the clip norm. */
  public L1Clipping {
    ClipNormRange.require("l1ClipNorm", l1ClipNorm);
  }

  @Override
  public Clipper forVariables(List<? extends Output<?>> variables) {
    return new L1Clipper(l1ClipNorm);
  }

  private record L1Clipper(double l2Bound) implements Clipper {
    @Override
    public <T extends TFloating> Clipped<T> clip(
        Ops tf,
        PerExampleGradients<T> gradients,
        Operand<T> weights,
        Optional<Operand<T>> clipNorms) {
      BuiltGradients<T> built = gradients.built();
      Operand<T> norms = built.l1Norms();
      Operand<T> factors = ClipFactors.clip(tf, norms, l2Bound);
      return Clipped.of(
          built.weightedSums(tf.math.mulNoNan(factors, weights)),
          ClipFactors.isAbove(tf, norms, Scalars.like(tf, l2Bound, norms)));
    }

    @Override
    public double[][] clip(double[][] gradient, double[] clipNorms) {
      double norm = 0;
      for (double[] values : gradient) {
        for (double value : values) {
          norm += Math.abs(value);
        }
      }
      double factor = Double.isFinite(norm) ? Math.min(1, l2Bound / norm) : 0;
      return Groups.scaled(gradient, factor);
    }

    @Override
    public List<String> groupNames() {
      return List.of("all");
    }

    @Override
    public boolean buildsGradients() {
      return true;
    }
  }

  @Override
  public boolean keepsDirection() {
    return true;
  }

  @Override
  public String description() {
    return "l1 clip norm " + l1ClipNorm;
  }
}
