package io.dptrain.core.stability.weights;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Scalars;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Clips every coordinate of a weight, which keeps the critic of a Wasserstein GAN Lipschitz.
 *
 * <p><b>Formula</b>: {@code w <- min(max(w, -c), c)}. <b>Source</b>: Arjovsky et al., Wasserstein
 * GAN, 2017, algorithm 1 (there with {@code c = 0.01}).
 *
 * <p><b>Error</b>: {@code c} is rounded to the type of the weight. NaN stays NaN.
 *
 * @param bound {@code c}, the largest magnitude of a coordinate; positive and finite
 */
public record WeightClipping(double bound) implements WeightConstraint {

  /** Checks the bound. */
  public WeightClipping {
    Checks.positiveFinite("bound", bound);
  }

  /** Clips into {@code [-bound, bound]}. */
  public static WeightClipping of(double bound) {
    return new WeightClipping(bound);
  }

  @Override
  public <T extends TFloating> Operand<T> project(Ops tf, Operand<T> weight) {
    Operand<T> upper = Scalars.like(tf, bound, weight);
    return tf.math.minimum(tf.math.maximum(weight, tf.math.neg(upper)), upper);
  }
}
