package io.dptrain.core.internal.seam;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.core.internal.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * Several sums over the same batch that are released with Gaussian noise of different sizes are one
 * Gaussian mechanism. The rule is {@link JointGaussian}'s; here it is asked in both directions.
 */
final class JointNoise {
  /** More than noise, bounds and weights of a hundred sums can be off by rounding. */
  static final double ROUNDING = 0x1p-45;

  private JointNoise() {}

  /**
   * The noise multiplier of all sums together.
   *
   * <p><b>Domain</b>: the first zero or more, the others positive; all finite. <b>Error</b>:
   * downward, as that of {@link JointGaussian}. {@link io.dptrain.core.internal.sums.JointSum}
   * makes the noise larger than this by a relative {@code 2^-45} for its own rounding.
   *
   * @param noiseMultiplier that of the first
   * @param others those of the others
   * @throws IllegalArgumentException if one is out of its domain
   */
  static double together(double noiseMultiplier, List<Double> others) {
    List<GaussianEvent> all = new ArrayList<>();
    all.add(new GaussianEvent(Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier)));
    for (double other : others) {
      all.add(new GaussianEvent(Checks.positiveFinite("noiseMultiplier", other)));
    }
    return JointGaussian.of(all).noiseMultiplier();
  }

  /**
   * The noise multiplier of the first sum that gives one of all together: the inverse of {@link
   * #together}.
   *
   * <p><b>Domain</b>: {@code together} zero or more, the others positive; all finite. <b>Error</b>:
   * upward, unless there are no others: what {@link #together} says of the result, which is
   * accounted, is at least that asked for, and above it by a relative {@code 2^-45} at most.
   *
   * @throws IllegalArgumentException if one is out of its domain, or if the others alone reveal
   *     more than all may
   */
  static double ofFirst(double together, List<Double> others) {
    Checks.nonNegativeFinite("noiseMultiplier", together);
    // Raised before the subtraction: what that loses moves the first a lot, but all together
    // little.
    double raised = others.isEmpty() ? together : together * (1 + ROUNDING);
    double squares = 1;
    for (double other : others) {
      double ratio = raised / Checks.positiveFinite("noiseMultiplier", other);
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
    return raised / Math.sqrt(squares);
  }
}
