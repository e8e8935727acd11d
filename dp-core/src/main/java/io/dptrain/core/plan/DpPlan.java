package io.dptrain.core.plan;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.seam.Release;
import io.dptrain.core.sampling.Sampler;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one place that sampler, clipping, noise and privacy event come from: what is accounted is
 * what is run.
 *
 * @param sampling how batches are drawn; owns the public constant that sums are divided by
 * @param clipping how gradients are clipped; owns the sensitivity
 * @param noiseMultiplier noise standard deviation on the clipped sum divided by its l2 bound; zero
 *     or more, no unit
 * @param statistics what else is released in each step
 * @param reproducible whether noise or batches can be drawn again, which makes a step not private
 */
public record DpPlan(
    Sampler sampling,
    Clipping clipping,
    double noiseMultiplier,
    PrivateStatistics statistics,
    boolean reproducible) {

  /** Checks the noise multiplier. */
  public DpPlan {
    Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier);
  }

  /** Which data sets count as neighbors: those that differ by adding or removing one example. */
  public NeighboringRelation neighboringRelation() {
    return NeighboringRelation.ADD_OR_REMOVE_ONE;
  }

  /**
   * The event of the first steps of a run as a whole. Ledger and budgets answer by the same: both
   * ask {@link Release#after}, the only statement of what a run costs.
   *
   * @param steps how many, zero or more
   */
  public PrivacyEvent after(long steps) {
    return Release.of(noiseMultiplier, clipping, statistics.noiseMultipliers())
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
    details.put("noise multiplier", Double.toString(noiseMultiplier));
    details.put(
        "statistics",
        statistics.noiseMultipliers().isEmpty()
            ? "none"
            : "noise multipliers " + statistics.noiseMultipliers());
    return details;
  }
}
