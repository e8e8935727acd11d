package io.dptrain.core.internal.seam;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.core.clip.Clipping;
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
  public static final double ROUNDING = JointNoise.ROUNDING;

  /** Takes a copy of the list. */
  public Release {
    statistics = List.copyOf(statistics);
  }

  /** A clipped sum, what its clipping releases beside it, and further statistics. */
  public static Release of(double noiseMultiplier, Clipping clipping, List<Double> further) {
    return new Release(noiseMultiplier, statistics(clipping, further));
  }

  /**
   * The release that has a noise multiplier as a whole: the inverse of {@link #together}.
   *
   * @throws IllegalArgumentException if the statistics alone reveal more than all may
   */
  public static Release together(double together, Clipping clipping, List<Double> further) {
    List<Double> statistics = statistics(clipping, further);
    return new Release(JointNoise.ofFirst(together, statistics), statistics);
  }

  private static List<Double> statistics(Clipping clipping, List<Double> further) {
    List<Double> statistics = new ArrayList<>(clipping.statisticNoiseMultipliers());
    statistics.addAll(further);
    return statistics;
  }

  /** The noise multiplier of everything together. See {@link JointNoise}. */
  public double together() {
    return JointNoise.together(noiseMultiplier, statistics);
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
