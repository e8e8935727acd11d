package io.dptrain.core.clip;

import io.dptrain.core.internal.Checks;
import java.util.List;

/**
 * Several sums over the same batch that are released with Gaussian noise of different sizes are one
 * Gaussian mechanism.
 *
 * <p><b>Formula</b>: with noise multipliers {@code z_j}, the sums in units of their noise move by
 * at most {@code sqrt(sum_j z_j^-2)} in l2 norm, so the noise multiplier of all together is {@code
 * (sum_j z_j^-2)^(-1/2)}. <b>Source</b>: Andrew et al., Differentially Private Learning with
 * Adaptive Clipping, 2021, theorem 1.
 */
final class JointNoise {
  /** More than noise, bounds and weights of a hundred sums can be off by rounding. */
  static final double ROUNDING = 0x1p-45;

  private JointNoise() {}

  /**
   * The noise multiplier of all sums together.
   *
   * <p><b>Domain</b>: the first zero or more, the others positive; all finite. <b>Error</b>:
   * rounding on either side. {@link JointSum} makes the noise larger than this by a relative {@code
   * 2^-45}, so what is accounted errs to the safe side.
   *
   * @param noiseMultiplier that of the first
   * @param others those of the others
   * @throws IllegalArgumentException if one is out of its domain
   */
  static double together(double noiseMultiplier, List<Double> others) {
    Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier);
    double squares = 1;
    for (double other : others) {
      double ratio = noiseMultiplier / Checks.positiveFinite("noiseMultiplier", other);
      squares += ratio * ratio;
    }
    return noiseMultiplier / Math.sqrt(squares);
  }

  /**
   * The noise multiplier of the first sum that gives one of all together: the inverse of {@link
   * #together}.
   *
   * <p><b>Domain</b>: {@code together} zero or more, the others positive; all finite. <b>Error</b>:
   * raised by a relative {@code 2^-45}, unless there are no others; more is lost to cancellation
   * where the others reveal almost all. What {@link #together} says of the result is accounted.
   *
   * @throws IllegalArgumentException if one is out of its domain, or if the others alone reveal
   *     more than all may
   */
  static double ofFirst(double together, List<Double> others) {
    Checks.nonNegativeFinite("noiseMultiplier", together);
    double squares = 1;
    for (double other : others) {
      double ratio = together / Checks.positiveFinite("noiseMultiplier", other);
      squares -= ratio * ratio;
    }
    if (!(squares > 0)) {
      throw new IllegalArgumentException(
          "the noise multipliers of what is released beside the gradient must allow for noise "
              + together
              + " on all together, but are "
              + others
              + "; raise them, or the budget");
    }
    return others.isEmpty() ? together : together / Math.sqrt(squares) * (1 + ROUNDING);
  }
}
