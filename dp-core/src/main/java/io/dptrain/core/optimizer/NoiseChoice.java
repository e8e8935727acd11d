package io.dptrain.core.optimizer;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.seam.Release;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.Sampler;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How much noise the steps of a run get, and what is released beside their updates, which may
 * follow from it.
 *
 * @param noise of each step
 * @param statistics what is released beside the update
 */
record NoiseChoice(NoiseSchedule noise, PrivateStatistics statistics) {

  /**
   * What is asked to be released beside the update.
   *
   * @param said what the program asked for; none if it watches
   * @param watched the largest loss of a run that is watched, whose statistics follow from its
   *     noise
   */
  record Asked(Clipping clipping, PrivateStatistics said, OptionalDouble watched) {

    /** The statistics beside a clipped sum of some noise. */
    PrivateStatistics beside(NoiseSchedule noise) {
      return watched.isEmpty()
          ? said
          : watching(Release.of(noise.largest(), clipping, List.of()).together());
    }

    /** The statistics of a run in which every step has a noise multiplier together with them. */
    PrivateStatistics within(double together) {
      return watched.isEmpty() ? said : watching(PrivateStatistics.beforeWatching(together));
    }

    private PrivateStatistics watching(double noiseMultiplier) {
      return PrivateStatistics.watching(watched.getAsDouble(), noiseMultiplier);
    }
  }

  /** The noise that was said. */
  static NoiseChoice of(NoiseSchedule noise, Asked asked) {
    return new NoiseChoice(noise, asked.beside(noise));
  }

  /**
   * The least noise with which so many steps stay within a budget.
   *
   * @param factors what the noise of each step is, relative to others
   * @throws IllegalArgumentException if no noise reaches the budget
   */
  static NoiseChoice within(
      PrivacyBudget budget,
      long steps,
      NoiseSchedule factors,
      Sampler sampling,
      Asked asked,
      Function<NeighboringRelation, ? extends PrivacyAccountant> accountant) {
    if (factors.isConstant()) {
      double together =
          NoiseCalibration.noiseMultiplier(
              budget, noise -> sampling.after(steps, new GaussianEvent(noise)), accountant);
      PrivateStatistics statistics = asked.within(together);
      Release release =
          Release.ofTogether(together, asked.clipping(), statistics.noiseMultipliers());
      return new NoiseChoice(NoiseSchedule.constant(release.noiseMultiplier()), statistics);
    }
    double largest =
        NoiseCalibration.noiseMultiplier(
            budget,
            noise ->
                of(factors.times(noise), asked)
                    .release(asked.clipping())
                    .after(steps, sampling, false),
            accountant);
    return of(factors.times(largest), asked);
  }

  private ScheduledRelease release(Clipping clipping) {
    return ScheduledRelease.of(noise, clipping, statistics.noiseMultipliers());
  }
}
