package io.dptrain.core.optimizer;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.Checks;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;

/**
 * The one place that sampler, clipping, noise and privacy event come from: what is accounted is
 * what is run.
 *
 * @param sampling how batches are drawn; owns the expected batch size
 * @param clipping how gradients are clipped; owns the sensitivity
 * @param noiseMultiplier noise standard deviation divided by sensitivity; zero or more, no unit
 * @param reproducible whether noise or batches can be drawn again, which makes a step not private
 */
public record DpPlan(
    PoissonSampling sampling, Clipping clipping, double noiseMultiplier, boolean reproducible) {

  /** Checks the noise multiplier. */
  public DpPlan {
    Checks.nonNegativeFinite("noiseMultiplier", noiseMultiplier);
  }

  /** Which data sets count as neighbors: those that differ by adding or removing one example. */
  public NeighboringRelation neighboringRelation() {
    return NeighboringRelation.ADD_OR_REMOVE_ONE;
  }

  /**
   * The largest change that one example can make to the clipped sum, before that is divided by the
   * expected batch size, in l2 norm.
   */
  public double l2Sensitivity() {
    return clipping.l2Sensitivity(neighboringRelation());
  }

  /**
   * The standard deviation of the noise on each coordinate of the clipped sum, before both are
   * divided by the expected batch size.
   */
  public double noiseStdDev() {
    return noiseMultiplier * l2Sensitivity();
  }

  /** What one step costs. */
  public PrivacyEvent stepEvent() {
    return reproducible ? new NonPrivateEvent() : sampling.event(clipping.event(noiseMultiplier));
  }
}
