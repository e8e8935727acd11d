package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;

/** Splits an event into the steps it consists of and their counts, or refuses it. */
final class GaussianSteps {
  /** More than the roundings of a sum of precisions and its root. */
  private static final double TOWARDS_PRIVACY = 1 - 0x1p-46;

  private final NeighboringRelation relation;
  private final Map<GaussianStep, Long> counts = new LinkedHashMap<>();

  private GaussianSteps(NeighboringRelation relation) {
    this.relation = relation;
  }

  /** Returns the steps in {@code count} times the event, each with a count above 0. */
  static Map<GaussianStep, Long> of(PrivacyEvent event, long count, NeighboringRelation relation) {
    GaussianSteps steps = new GaussianSteps(relation);
    steps.collect(event, Checks.count(count, "count"));
    return steps.counts;
  }

  private void collect(PrivacyEvent event, long count) {
    if (event instanceof SelfComposedEvent repeated) {
      collect(repeated.event(), Checks.timesCount(count, repeated.count(), "count"));
    } else if (event instanceof ComposedEvent composed) {
      composed.events().forEach(part -> collect(part, count));
    } else if (event instanceof PoissonSampledEvent sampled) {
      requireAddOrRemove(sampled);
      add(sampled.samplingProbability(), noiseOnOneSample(sampled.event()), count);
    } else if (event instanceof GaussianEvent gaussian) {
      requireAddOrRemove(gaussian);
      add(1, gaussian.noiseMultiplier(), count);
    } else if (event instanceof NonPrivateEvent) {
      add(1, 0, count);
    }
  }

  private void add(double samplingProbability, double noiseMultiplier, long count) {
    if (samplingProbability > 0 && noiseMultiplier < Double.POSITIVE_INFINITY && count > 0) {
      GaussianStep step = new GaussianStep(samplingProbability, noiseMultiplier);
      counts.merge(step, count, (a, b) -> Checks.count(a + b, "count"));
    }
  }

  private void requireAddOrRemove(PrivacyEvent event) {
    Checks.require(
        relation == NeighboringRelation.ADD_OR_REMOVE_ONE,
        "RdpAccountant does not cover %s under %s: replacing a record can move the sum by twice"
            + " the clip norm, which the event does not say; account under ADD_OR_REMOVE_ONE",
        event.describe(),
        relation);
  }

  /**
   * Returns the noise multiplier of the one Gaussian that hides as much as all of the event's
   * Gaussians together when they see the same sample; infinity if there are none.
   */
  private static double noiseOnOneSample(PrivacyEvent event) {
    if (event instanceof GaussianEvent gaussian) {
      return gaussian.noiseMultiplier();
    }
    double precision = precision(event);
    return precision == 0 ? Double.POSITIVE_INFINITY : TOWARDS_PRIVACY / Math.sqrt(precision);
  }

  /** Returns the sum of noiseMultiplier^-2. */
  private static double precision(PrivacyEvent event) {
    if (event instanceof GaussianEvent gaussian) {
      double noise = Math.min(gaussian.noiseMultiplier(), PoissonGaussianRdp.LARGEST_NOISE);
      return 1 / noise / noise;
    } else if (event instanceof SelfComposedEvent repeated) {
      double once = precision(repeated.event());
      return repeated.count() == 0 ? 0 : repeated.count() * once;
    } else if (event instanceof ComposedEvent composed) {
      return composed.events().stream().mapToDouble(GaussianSteps::precision).sum();
    } else if (event instanceof NonPrivateEvent) {
      return Double.POSITIVE_INFINITY;
    }
    Checks.require(
        !(event instanceof PoissonSampledEvent),
        "RdpAccountant does not cover %s inside another PoissonSampled; if both samples are"
            + " independent, multiply the two probabilities into one",
        event.describe());
    return 0;
  }
}
