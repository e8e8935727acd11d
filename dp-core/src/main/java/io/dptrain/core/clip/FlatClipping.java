package io.dptrain.core.clip;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.Checks;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * Clips each example's whole gradient to one l2 norm.
 *
 * <p><b>Formula</b>: {@code c_i = min(1, C / |g_i|)}, so {@code |c_i g_i| <= C}. <b>Source</b>:
 * Abadi et al., Deep Learning with Differential Privacy, 2016, algorithm 1.
 *
 * <p><b>Error</b>: {@code C} is lowered by a relative {@code 2^-18} (float) or {@code 2^-40}
 * (double), so that rounding of the norm does not lift the clipped norm above {@code C}. Measured
 * on the CPU, rows of 2^20 elements use less than half of that margin; reduced-precision products
 * such as TF32 are not covered. An example whose norm is not finite contributes zero.
 *
 * @param l2ClipNorm {@code C}, the largest l2 norm of one example's contribution; positive and
 *     finite
 */
public record FlatClipping(double l2ClipNorm) implements Clipping {
  private static final double SMALLEST = 0x1p-40;
  private static final double FLOAT_MARGIN = 0x1p-18;
  private static final double DOUBLE_MARGIN = 0x1p-40;

  /** Checks the clip norm. */
  public FlatClipping {
    Checks.positiveFinite("l2ClipNorm", l2ClipNorm);
    if (l2ClipNorm < SMALLEST) {
      throw new IllegalArgumentException(
          "l2ClipNorm must be at least "
              + SMALLEST
              + ", below which norms underflow, but is "
              + l2ClipNorm
              + "; scale the loss and the clip norm");
    }
  }

  @Override
  public <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> squaredNorms) {
    Operand<T> norms = tf.math.sqrt(squaredNorms);
    double margin = norms.type().equals(TFloat64.class) ? DOUBLE_MARGIN : FLOAT_MARGIN;
    Operand<T> bound = tf.dtypes.cast(tf.constant(l2ClipNorm * (1 - margin)), norms.type());
    Operand<T> one = tf.dtypes.cast(tf.constant(1.0), norms.type());
    Operand<T> factors = tf.math.minimum(one, tf.math.div(bound, norms));
    return tf.select(tf.math.isFinite(norms), factors, tf.zerosLike(factors));
  }

  /** {@code C} when one example is added or removed, {@code 2 C} when one replaces another. */
  @Override
  public double l2Sensitivity(NeighboringRelation relation) {
    return switch (relation) {
      case ADD_OR_REMOVE_ONE -> l2ClipNorm;
      case REPLACE_ONE -> 2 * l2ClipNorm;
    };
  }

  @Override
  public PrivacyEvent event(double noiseMultiplier) {
    return new GaussianEvent(noiseMultiplier);
  }

  @Override
  public String description() {
    return "flat, l2 clip norm " + l2ClipNorm;
  }
}
