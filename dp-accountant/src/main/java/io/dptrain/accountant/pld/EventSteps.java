package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;

/** Splits an event into the steps it consists of and their counts, or refuses it. */
final class EventSteps {
  /** Above this, the noise multiplier is replaced by it, which can only raise epsilon. */
  private static final double LARGEST_NOISE = 1e100;

  private final NeighboringRelation relation;
  private final Map<SampledGaussian, Long> counts = new LinkedHashMap<>();

  private EventSteps(NeighboringRelation relation) {
    this.relation = relation;
  }

  /** Returns the steps in {@code count} times the event, each with a count above 0. */
  static Map<SampledGaussian, Long> of(
      PrivacyEvent event, long count, NeighboringRelation relation) {
    EventSteps steps = new EventSteps(relation);
    steps.collect(event, Checks.count(count, "count"));
    return steps.counts;
  }

  /** Returns the counts of both, none of which may become too large. */
  static Map<SampledGaussian, Long> sum(
      Map<SampledGaussian, Long> spent, Map<SampledGaussian, Long> more, long times) {
    Map<SampledGaussian, Long> sum = new LinkedHashMap<>(spent);
    more.forEach(
        (step, count) -> {
          long added = Checks.timesCount(count, times, "count");
          if (added > 0) {
            sum.merge(step, added, (a, b) -> Checks.count(a + b, "count"));
          }
        });
    return sum;
  }

  /** Returns how many times more {@link #sum} can add without a count becoming too large. */
  static long mostTimes(Map<SampledGaussian, Long> spent, Map<SampledGaussian, Long> more) {
    long most = Checks.MAX_COUNT;
    for (Map.Entry<SampledGaussian, Long> entry : more.entrySet()) {
      long left = Checks.MAX_COUNT - spent.getOrDefault(entry.getKey(), 0L);
      most = Math.min(most, left / entry.getValue());
    }
    return most;
  }

  private void collect(PrivacyEvent event, long count) {
    if (event instanceof SelfComposedEvent repeated) {
      collect(repeated.event(), Checks.timesCount(count, repeated.count(), "count"));
    } else if (event instanceof ComposedEvent composed) {
      composed.events().forEach(part -> collect(part, count));
    } else if (event instanceof PoissonSampledEvent sampled) {
      add(sampled, sampled.samplingProbability(), noiseOnOneSample(sampled.event()), count);
    } else if (event instanceof GaussianEvent gaussian) {
      add(gaussian, 1, gaussian.noiseMultiplier(), count);
    } else if (event instanceof NonPrivateEvent) {
      add(event, 1, 0, count);
    } else {
      Checks.require(event instanceof NoOpEvent, refusal(event));
    }
  }

  private void add(PrivacyEvent event, double probability, double noise, long count) {
    Checks.require(
        relation == NeighboringRelation.ADD_OR_REMOVE_ONE || event instanceof NonPrivateEvent,
        "PldAccountant does not cover %s under %s; account under ADD_OR_REMOVE_ONE",
        event.describe(),
        relation);
    if (probability > 0 && noise < Double.POSITIVE_INFINITY && count > 0) {
      counts.merge(
          new SampledGaussian(probability, Math.min(noise, LARGEST_NOISE)),
          count,
          (a, b) -> Checks.count(a + b, "count"));
    }
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
    return precision == 0 ? Double.POSITIVE_INFINITY : 1 / Math.sqrt(precision);
  }

  /** Returns the sum of noiseMultiplier^-2. */
  private static double precision(PrivacyEvent event) {
    if (event instanceof GaussianEvent gaussian) {
      double noise = Math.min(gaussian.noiseMultiplier(), LARGEST_NOISE);
      return 1 / noise / noise;
    } else if (event instanceof SelfComposedEvent repeated) {
      double once = precision(repeated.event());
      return repeated.count() == 0 ? 0 : repeated.count() * once;
    } else if (event instanceof ComposedEvent composed) {
      return composed.events().stream().mapToDouble(EventSteps::precision).sum();
    } else if (event instanceof NonPrivateEvent) {
      return Double.POSITIVE_INFINITY;
    }
    Checks.require(event instanceof NoOpEvent, refusal(event) + " inside PoissonSampled");
    return 0;
  }

  private static String refusal(PrivacyEvent event) {
    return "PldAccountant does not cover " + event.describe();
  }
}
