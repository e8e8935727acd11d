package io.dptrain.core.plan;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.sampling.Sampler;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one place that sampler, clipping, noise and privacy event come from: what is accounted is
 * what is run.
 *
 * @param sampling how batches are drawn; owns the public constant that sums are divided by
 * @param clipping how gradients are clipped; owns the sensitivity
 * @param noise noise standard deviation on the clipped sum divided by its l2 bound, of each step;
 *     no unit
 * @param statistics what else is released in each step
 * @param reproducible whether noise or batches can be drawn again, which makes a step not private
 */
public record DpPlan(
    Sampler sampling,
    Clipping clipping,
    NoiseSchedule noise,
    PrivateStatistics statistics,
    boolean reproducible) {

  /** A plan in which every step has the same noise multiplier, zero or more. */
  public DpPlan(
      Sampler sampling,
      Clipping clipping,
      double noiseMultiplier,
      PrivateStatistics statistics,
      boolean reproducible) {
    this(sampling, clipping, NoiseSchedule.constant(noiseMultiplier), statistics, reproducible);
  }

  /**
   * The noise multiplier of every step.
   *
   * @throws IllegalStateException if it changes from step to step: then {@link #noise} says it
   */
  public double noiseMultiplier() {
    Checks.state(
        noise.isConstant(),
        "the noise multiplier of this plan changes from step to step, "
            + noise.description()
            + "; ask noise().at(step)");
    return noise.at(0);
  }

  /** Which data sets count as neighbors, as the sampler says. */
  public NeighboringRelation neighboringRelation() {
    return sampling.neighboringRelation();
  }

  /**
   * The event of the first steps of a run as a whole. Ledger and budgets answer by the same: both
   * ask {@link ScheduledRelease#after}, the only statement of what a run costs.
   *
   * @param steps how many, zero or more
   * @throws IllegalArgumentException if noise changes and the sampler's steps are not independent
   */
  public PrivacyEvent after(long steps) {
    return ScheduledRelease.of(noise, clipping, statistics.noiseMultipliers())
        .after(steps, sampling, reproducible);
  }

  /**
   * What so many steps will spend, to be reserved from the budget of a data set before they run.
   *
   * @param purpose what for, in one line
   * @param steps how many, one or more
   */
  public SpendingPlan spending(String purpose, long steps) {
    SpendingPlan plan = SpendingPlan.of(purpose, PrivacyCost.ofRun(after(steps), steps));
    for (Map.Entry<String, String> detail : details().entrySet()) {
      plan = plan.with(detail.getKey(), detail.getValue());
    }
    return plan;
  }

  /** What the plan is, in words, by name: for ledgers, and for runs that go on. */
  public Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("sampler", sampling.description());
    details.put("denominator", Double.toString(sampling.denominator()));
    details.put("clipping", clipping.description());
    details.put("noise multiplier", noise.description());
    details.put(
        "statistics",
        statistics.noiseMultipliers().isEmpty()
            ? "none"
            : "noise multipliers " + statistics.noiseMultipliers());
    return details;
  }
}
