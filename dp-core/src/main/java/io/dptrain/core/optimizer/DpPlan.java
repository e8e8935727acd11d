package io.dptrain.core.optimizer;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.Checks;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.clip.JointNoise;
import io.dptrain.core.sampling.PoissonSampling;

/**
 * The one place that sampler, clipping, noise and privacy event come from: what is accounted is
 * what is run.
 *
 * @param sampling how batches are drawn; owns the expected batch size
 * @param clipping how gradients are clipped; owns the sensitivity
 * @param noiseMultiplier noise standard deviation on the clipped sum divided by its l2 bound; zero
 *     or more, no unit
 * @param statistics what else is released in each step
 * @param reproducible whether noise or batches can be drawn again, which makes a step not private
 */
public record DpPlan(
    PoissonSampling sampling,
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

  /** One release: the noised sum, what the clipping releases beside it, and the statistics. */
  GaussianEvent release() {
    double ofClipping = clipping.event(noiseMultiplier).noiseMultiplier();
    return new GaussianEvent(JointNoise.together(ofClipping, statistics.noiseMultipliers()));
  }

  /** What one step costs. */
  public PrivacyEvent stepEvent() {
    return reproducible ? new NonPrivateEvent() : sampling.event(release());
  }
}
