package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
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
final class RdpSteps {
  private final NeighboringRelation relation;
  private final Map<RdpStep, Long> counts = new LinkedHashMap<>();

  private RdpSteps(NeighboringRelation relation) {
    this.relation = relation;
  }

  /** Returns the steps in {@code count} times the event, each with a count above 0. */
  static Map<RdpStep, Long> of(PrivacyEvent event, long count, NeighboringRelation relation) {
    RdpSteps steps = new RdpSteps(relation);
    steps.collect(event, Checks.count("count", count));
    return steps.counts;
  }

  private void collect(PrivacyEvent event, long count) {
    if (event instanceof SelfComposedEvent repeated) {
      collect(repeated.event(), Checks.timesCount("count", count, repeated.count()));
    } else if (event instanceof ComposedEvent composed) {
      composed.events().forEach(part -> collect(part, count));
    } else if (event instanceof PoissonSampledEvent sampled) {
      addPoisson(sampled, count);
    } else if (event instanceof FixedSizeSampledEvent sampled) {
      addFixedSize(sampled, count);
    } else if (event instanceof TruncatedPoissonSampledEvent truncated) {
      refuse(truncated, "no RDP bound of a truncated sample is known here; leave the sample whole");
    } else if (event instanceof RandomAllocationEvent allocation) {
      refuse(allocation, "no RDP bound of random allocation is known here; PldAccountant has one");
    } else if (event instanceof GaussianEvent gaussian) {
      add(new GaussianStep(1, perSensitivity(gaussian.noiseMultiplier())), count);
    } else if (event instanceof LaplaceEvent laplace) {
      add(new LaplaceStep(perSensitivity(laplace.noiseMultiplier())), count);
    } else if (event instanceof NonPrivateEvent) {
      add(new GaussianStep(1, 0), count);
    } else if (!(event instanceof NoOpEvent)) {
      refuse(event, "this kind of event is not known here");
    }
  }

  private void addPoisson(PoissonSampledEvent sampled, long count) {
    if (relation != NeighboringRelation.ADD_OR_REMOVE_ONE) {
      refuse(sampled, "no RDP bound of it is known here; account under ADD_OR_REMOVE_ONE");
    }
    Optional<GaussianEvent> joint = JointGaussian.of(sampled.event(), this::refuseInside);
    double q = sampled.samplingProbability();
    if (joint.isPresent() && q > 0) {
      add(new GaussianStep(q, joint.get().noiseMultiplier()), count);
    }
  }

  private void addFixedSize(FixedSizeSampledEvent sampled, long count) {
    if (relation != NeighboringRelation.REPLACE_ONE) {
      refuse(
          sampled,
          "a batch of fixed size hides who was replaced, not who was added; account under"
              + " REPLACE_ONE");
    }
    Optional<GaussianEvent> joint = JointGaussian.of(sampled.event(), this::refuseInside);
    if (joint.isPresent() && sampled.batchSize() > 0) {
      double noise = joint.get().noiseMultiplier();
      add(new FixedSizeStep(sampled.datasetSize(), sampled.batchSize(), noise), count);
    }
  }

  private void add(RdpStep step, long count) {
    if (count > 0) {
      counts.merge(step, count, (a, b) -> Checks.count("count", a + b));
    }
  }

  /** An event's noise is relative to one contribution; the sum moves by one or two of them. */
  private double perSensitivity(double noiseMultiplier) {
    return noiseMultiplier / relation.contributions();
  }

  private void refuseInside(PrivacyEvent event) {
    Checks.require(
        false,
        "RdpAccountant does not cover %s inside a sampled event under %s: there, Gaussian noise"
            + " alone; if both are samples and independent, multiply the two probabilities",
        event.describe(),
        relation);
  }

  private void refuse(PrivacyEvent event, String fix) {
    Checks.require(
        false, "RdpAccountant does not cover %s under %s: %s", event.describe(), relation, fix);
  }
}
