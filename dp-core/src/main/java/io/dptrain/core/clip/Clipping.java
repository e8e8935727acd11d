package io.dptrain.core.clip;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Bounds what one example can change in the sum of gradients, and says by how much: a strategy
 * turns norms into factors, and states the l2 sensitivity and the privacy event that follow.
 *
 * <p>Nobody types a sensitivity by hand. Implementations are immutable.
 */
public interface Clipping {

  /** Clips the gradient over all variables together to an l2 norm of {@code l2ClipNorm}. */
  static FlatClipping flat(double l2ClipNorm) {
    return new FlatClipping(l2ClipNorm);
  }

  /**
   * The factor that each example's gradient is multiplied with.
   *
   * @param squaredNorms the squared l2 norms over all variables. <b>Shape</b> {@code [batch]}
   * @return <b>Shape</b> {@code [batch]}, each in [0, 1]; zero where the norm is not finite
   */
  <T extends TFloating> Operand<T> factors(Ops tf, Operand<T> squaredNorms);

  /**
   * The largest l2 distance between the clipped sums of two neighboring batches.
   *
   * <p><b>Unit</b>: that of the gradient.
   */
  double l2Sensitivity(NeighboringRelation relation);

  /** What one release of the clipped sum with Gaussian noise costs, before sampling. */
  PrivacyEvent event(double noiseMultiplier);

  /** The strategy in words, for reports. */
  String description();
}
