package io.dptrain.core.internal.seam;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a step releases about its batch: the clipped sum, and statistics beside it. Noise and
 * privacy event are both made from this one declaration, so they cannot say two things.
 *
 * @param noiseMultiplier of the clipped sum: noise standard deviation over its l2 bound, zero or
 *     more
 * @param statistics the noise multiplier of each statistic, in their order; positive
 */
public record Release(double noiseMultiplier, List<Double> statistics) {
  /** More than noise, bounds and weights of a hundred sums can be off by rounding, relatively. */
  private static final double ROUNDING = 0x1p-45;

  /** Checks the noise multipliers. */
  public Release {
    Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier);
    statistics.forEach(noise -> Checks.positiveFinite("noiseMultiplier of a statistic", noise));
    statistics = List.copyOf(statistics);
  }

  /** A clipped sum, what its clipping releases beside it, and further statistics. */
  public static Release of(double noiseMultiplier, Clipping clipping, List<Double> further) {
    return new Release(noiseMultiplier, statistics(clipping, further));
  }

  /**
   * The release that has a noise multiplier as a whole: the inverse of {@link #together}.
   *
   * <p><b>Domain</b>: {@code together} zero or more, statistics positive; all finite. <b>Error</b>:
   * upward, unless there are no statistics: what {@link #together} says of the result, which is
   * accounted, is at least that asked for, and above it by a relative {@code 2^-45} at most.
   *
   * @throws IllegalArgumentException if the statistics alone reveal more than all may
   */
  public static Release ofTogether(double together, Clipping clipping, List<Double> further) {
    List<Double> statistics = statistics(clipping, further);
    return new Release(ofSum(together, statistics), statistics);
  }

  private static double ofSum(double together, List<Double> statistics) {
    Checks.nonNegativeFinite("noiseMultiplier", together);
    // Raised before the subtraction: what that loses moves the first a lot, all together little.
    double raised = statistics.isEmpty() ? together : together * (1 + ROUNDING);
    double squares = 1;
    for (double statistic : statistics) {
      double ratio = raised / Checks.positiveFinite("noiseMultiplier of a statistic", statistic);
      squares -= ratio * ratio;
    }
    if (!(squares > 0)) {
      throw new IllegalArgumentException(
          "the noise multipliers of what is released beside the gradient must allow for noise "
              + together
              + " on all together, but are "
              + statistics
              + "; raise them, or the budget");
    }
    return raised / Math.sqrt(squares);
  }

  private static List<Double> statistics(Clipping clipping, List<Double> further) {
    List<Double> statistics = new ArrayList<>(clipping.statisticNoiseMultipliers());
    statistics.addAll(further);
    return statistics;
  }

  /**
   * The noise multiplier of everything together, by {@link JointGaussian}. <b>Error</b>: downward.
   */
  public double together() {
    List<GaussianEvent> all = new ArrayList<>(List.of(new GaussianEvent(noiseMultiplier)));
    statistics.forEach(noise -> all.add(new GaussianEvent(noise)));
    return JointGaussian.of(all).noiseMultiplier();
  }

  /**
   * The l2 bound of one example's share of everything, in the scale in which noise of one size
   * gives each sum its own: with it, {@link #together} is the noise multiplier of all.
   *
   * <p><b>Formula</b>: noise is {@code noiseMultiplier * l2Bound} either way, so the bound is
   * {@code l2Bound * noiseMultiplier / together}. <b>Error</b>: upward. Without noise there is
   * nothing to scale to, and every sum is as large as the first.
   *
   * @param l2Bound of the clipped sum; positive
   */
  public double jointBound(double l2Bound) {
    if (statistics.isEmpty()) {
      return l2Bound;
    }
    double ratio =
        noiseMultiplier == 0 ? Math.sqrt(1 + statistics.size()) : noiseMultiplier / together();
    return l2Bound * ratio * (1 + ROUNDING);
  }

  /**
   * How many times larger a statistic's bound must be made, to be as large beside the first sum as
   * its noise asks for. Without noise there is nothing to scale to, and it is one.
   */
  public double ratio(int statistic) {
    return noiseMultiplier == 0 ? 1 : noiseMultiplier / statistics.get(statistic);
  }

  /**
   * What it costs in each step of a run.
   *
   * @param reproducible whether noise or batches can be drawn again, which makes it not private
   */
  public PrivacyEvent after(long steps, Sampler sampling, boolean reproducible) {
    return reproducible
        ? new SelfComposedEvent(new NonPrivateEvent(), steps)
        : sampling.after(steps, event());
  }

  /** What it costs, before sampling. */
  public GaussianEvent event() {
    return new GaussianEvent(together());
  }
}
