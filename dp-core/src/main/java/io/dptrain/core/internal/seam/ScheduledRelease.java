package io.dptrain.core.internal.seam;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that the steps of a run release: a {@link Release} for each level of the noise on the clipped
 * sum. Noise and privacy event of every step are made from this one declaration.
 *
 * @param noise of the clipped sum
 * @param statistics the noise multiplier of each statistic, the same in all steps; positive
 */
public record ScheduledRelease(NoiseSchedule noise, List<Double> statistics) {

  /** Takes a copy of the list, and checks it as {@link Release} does. */
  public ScheduledRelease {
    statistics = new Release(noise.at(0), statistics).statistics();
  }

  /** A clipped sum, what its clipping releases beside it, and further statistics. */
  public static ScheduledRelease of(NoiseSchedule noise, Clipping clipping, List<Double> further) {
    return new ScheduledRelease(noise, Release.of(0, clipping, further).statistics());
  }

  /**
   * What a step releases.
   *
   * @param step how many steps of the run were charged before
   */
  public Release at(long step) {
    return new Release(noise.at(step), statistics);
  }

  /** What a step of the most noise releases: statistics are weighted for it in the graph. */
  public Release loudest() {
    return new Release(noise.largest(), statistics);
  }

  /**
   * What statistics are multiplied with in a step, beside the weights of {@link #loudest}, so that
   * noise of the size of the step gives each its own noise multiplier. Positive, at most one.
   */
  public double statisticScale(long step) {
    // Without noise there is nothing to scale to.
    return noise.at(step) == 0 ? 1 : noise.at(step) / noise.largest();
  }

  /**
   * What the first steps of a run cost together: the levels up to there, composed. <b>Source</b>:
   * composition of mechanisms that are fixed beforehand holds for any of them, and each level is so
   * many steps of one mechanism.
   *
   * @param reproducible whether noise or batches can be drawn again, which makes it not private
   * @throws IllegalArgumentException if noise changes, and the sampler does not say that its steps
   *     are independent: then nobody knows what some of them cost alone
   */
  public PrivacyEvent after(long steps, Sampler sampling, boolean reproducible) {
    if (reproducible || noise.isConstant()) {
      return at(0).after(steps, sampling, reproducible);
    }
    if (!sampling.stepsAreIndependent()) {
      throw new IllegalArgumentException(
          "noise that changes from step to step needs a sampler whose steps are independent, but"
              + " this one does not say so: "
              + sampling.description()
              + "; use one noise multiplier for all steps");
    }
    List<PrivacyEvent> events = new ArrayList<>();
    for (Map.Entry<Long, Double> level : noise.levels().headMap(Math.max(1, steps)).entrySet()) {
      Long next = noise.levels().higherKey(level.getKey());
      long end = next == null ? steps : Math.min(steps, next);
      events.add(at(level.getKey()).after(end - level.getKey(), sampling, false));
    }
    return events.size() == 1 ? events.get(0) : new ComposedEvent(events);
  }
}
