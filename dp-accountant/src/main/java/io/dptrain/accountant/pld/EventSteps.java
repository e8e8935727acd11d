package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NoOpEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Splits an event into the steps it consists of and their counts, or refuses it. */
final class EventSteps {
  private final Neighbors neighbors;
  private final Map<LossStep, Long> counts = new LinkedHashMap<>();

  private EventSteps(Neighbors neighbors) {
    this.neighbors = neighbors;
  }

  /** Returns the steps in {@code count} times the event, each with a count above 0. */
  static Map<LossStep, Long> of(PrivacyEvent event, long count, Neighbors neighbors) {
    EventSteps steps = new EventSteps(neighbors);
    steps.collect(event, Checks.count("count", count));
    return steps.counts;
  }

  /** Returns the counts of both, none of which may become too large. */
  static Map<LossStep, Long> sum(Map<LossStep, Long> spent, Map<LossStep, Long> more, long times) {
    Map<LossStep, Long> sum = new LinkedHashMap<>(spent);
    more.forEach(
        (step, count) -> {
          long added = Checks.timesCount("count", count, times);
          if (added > 0) {
            sum.merge(step, added, (a, b) -> Checks.count("count", a + b));
          }
        });
    return sum;
  }

  /** Returns how many times more {@link #sum} can add without a count becoming too large. */
  static long mostTimes(Map<LossStep, Long> spent, Map<LossStep, Long> more) {
    long most = Checks.MAX_COUNT;
    for (Map.Entry<LossStep, Long> entry : more.entrySet()) {
      long left = Checks.MAX_COUNT - spent.getOrDefault(entry.getKey(), 0L);
      most = Math.min(most, left / entry.getValue());
    }
    return most;
  }

  private void collect(PrivacyEvent event, long count) {
    if (event instanceof SelfComposedEvent repeated) {
      collect(repeated.event(), Checks.timesCount("count", count, repeated.count()));
    } else if (event instanceof ComposedEvent composed) {
      composed.events().forEach(part -> collect(part, count));
    } else {
      step(event).ifPresent(step -> add(step, count));
    }
  }

  private Optional<LossStep> step(PrivacyEvent event) {
    if (event instanceof PoissonSampledEvent sampled) {
      return neighbors.poisson(sampled);
    } else if (event instanceof FixedSizeSampledEvent sampled) {
      return neighbors.fixedSize(sampled);
    } else if (event instanceof TruncatedPoissonSampledEvent sampled) {
      return neighbors.truncated(sampled);
    } else if (event instanceof RandomAllocationEvent allocated) {
      return neighbors.randomAllocation(allocated);
    } else if (event instanceof GaussianEvent gaussian) {
      return Optional.of(neighbors.gaussian(gaussian.noiseMultiplier()));
    } else if (event instanceof LaplaceEvent laplace) {
      return Optional.of(neighbors.laplace(laplace.noiseMultiplier()));
    } else if (event instanceof NonPrivateEvent) {
      return Optional.of(neighbors.gaussian(0));
    } else if (!(event instanceof NoOpEvent)) {
      neighbors.refuse(event, "this kind of event is not known here");
    }
    return Optional.empty();
  }

  private void add(LossStep step, long count) {
    if (count > 0) {
      counts.merge(step, count, (a, b) -> Checks.count("count", a + b));
    }
  }
}
