package io.dptrain.accountant.pld;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.JointGaussian;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.internal.Checks;
import java.util.Optional;

/**
 * What makes two data sets neighbors, and so which steps an event consists of.
 *
 * @param groupSize how many records differ; more than 1 under ADD_OR_REMOVE_ONE only
 */
record Neighbors(NeighboringRelation relation, long groupSize) {
  /** Above this, the noise multiplier is replaced by it, which can only raise epsilon. */
  static final double LARGEST_NOISE = 1e100;

  LossStep gaussian(double noiseMultiplier) {
    return new SampledGaussian(1, perSensitivity(noiseMultiplier));
  }

  LossStep laplace(double noiseMultiplier) {
    return new SampledLaplace(1, perSensitivity(noiseMultiplier));
  }

  /** Returns the step of noise on a Poisson sample; empty if it costs nothing. */
  Optional<LossStep> poisson(PoissonSampledEvent event) {
    return event.event() instanceof LaplaceEvent laplace
        ? sampledLaplace(event, laplace.noiseMultiplier())
        : noise(event.event()).flatMap(noise -> poisson(event.samplingProbability(), noise));
  }

  private Optional<LossStep> sampledLaplace(PoissonSampledEvent event, double noiseMultiplier) {
    double q = event.samplingProbability();
    if (q == 0) {
      return Optional.empty();
    } else if (q == 1) {
      return Optional.of(laplace(noiseMultiplier));
    }
    if (relation != NeighboringRelation.ADD_OR_REMOVE_ONE || groupSize > 1) {
      refuse(event, "sampled Laplace noise is covered for one record that is added or removed");
    }
    return Optional.of(new SampledLaplace(q, perSensitivity(noiseMultiplier)));
  }

  /** An event's noise is relative to one contribution; the sum moves by several of them. */
  private double perSensitivity(double noiseMultiplier) {
    return Math.min(noiseMultiplier, LARGEST_NOISE) / relation.contributions() / groupSize;
  }

  private Optional<LossStep> poisson(double samplingProbability, double noiseMultiplier) {
    double noise = Math.min(noiseMultiplier, LARGEST_NOISE);
    if (samplingProbability == 0) {
      return Optional.empty();
    } else if (samplingProbability == 1) {
      return Optional.of(gaussian(noise));
    } else if (relation == NeighboringRelation.REPLACE_ONE) {
      return Optional.of(new ReplacedGaussian(samplingProbability, noise));
    }
    return Optional.of(
        groupSize == 1
            ? new SampledGaussian(samplingProbability, noise)
            : new GroupGaussian(groupSize, samplingProbability, noise));
  }

  /** Returns the step of Gaussian noise on a batch of fixed size; empty if it costs nothing. */
  Optional<LossStep> fixedSize(FixedSizeSampledEvent event) {
    if (relation != NeighboringRelation.REPLACE_ONE) {
      refuse(
          event,
          "a batch of fixed size hides who was replaced, not who was added; account under"
              + " REPLACE_ONE");
    }
    return noise(event.event()).flatMap(noise -> fixedSize(event, noise));
  }

  private Optional<LossStep> fixedSize(FixedSizeSampledEvent event, double noiseMultiplier) {
    if (event.batchSize() == 0) {
      return Optional.empty();
    } else if (event.batchSize() == event.datasetSize()) {
      return Optional.of(gaussian(noiseMultiplier));
    }
    double ratio = (double) event.batchSize() / event.datasetSize();
    return Optional.of(new FixedSizeGaussian(ratio, perSensitivity(noiseMultiplier)));
  }

  /** Returns the step of Gaussian noise on a truncated Poisson sample; empty if it is free. */
  Optional<LossStep> truncated(TruncatedPoissonSampledEvent event) {
    if (groupSize > 1) {
      refuse(event, "no bound for groups is known here; leave the sample whole");
    }
    return noise(event.event()).flatMap(noise -> truncated(event, noise));
  }

  private Optional<LossStep> truncated(TruncatedPoissonSampledEvent event, double noiseMultiplier) {
    TruncatedGaussian step =
        new TruncatedGaussian(
            event.datasetSize(),
            event.samplingProbability(),
            event.maxBatchSize(),
            Math.min(noiseMultiplier, LARGEST_NOISE),
            relation);
    boolean neverFull = ((TruncatedGaussian) step.inLargerPair()).full() == 0;
    return neverFull ? poisson(event.samplingProbability(), noiseMultiplier) : Optional.of(step);
  }

  /** Returns the step of an epoch of random allocation; empty if it is free. */
  Optional<LossStep> randomAllocation(RandomAllocationEvent event) {
    if (relation != NeighboringRelation.ADD_OR_REMOVE_ONE || groupSize > 1) {
      refuse(
          event,
          "random allocation is covered for one record that is added or removed; GroupPrivacy"
              + " makes of that a guarantee for several, of which two replace one by another");
    }
    return noise(event.event()).map(noise -> randomAllocation(event.steps(), noise));
  }

  private static LossStep randomAllocation(long steps, double noiseMultiplier) {
    double noise = Math.min(noiseMultiplier, LARGEST_NOISE);
    return steps == 1 ? new SampledGaussian(1, noise) : new RandomAllocationGaussian(steps, noise);
  }

  /** Returns the noise multiplier of all Gaussians on one sample together; empty without any. */
  private Optional<Double> noise(PrivacyEvent onOneSample) {
    return JointGaussian.of(
            onOneSample,
            part ->
                refuse(part, "inside a sample, Gaussian noise is covered, or Laplace noise alone"))
        .map(GaussianEvent::noiseMultiplier);
  }

  /** Whether events can lead to the step under this relation. */
  boolean knows(LossStep step) {
    boolean replace = relation == NeighboringRelation.REPLACE_ONE;
    if (step instanceof SampledGaussian gaussian) {
      return gaussian.isPlainGaussian() || (!replace && groupSize == 1);
    } else if (step instanceof SampledLaplace laplace) {
      return laplace.samplingProbability() == 1 || (!replace && groupSize == 1);
    } else if (step instanceof GroupGaussian) {
      return groupSize > 1;
    } else if (step instanceof RandomAllocationGaussian allocation) {
      return !replace && groupSize == 1 && allocation.steps() > 1;
    }
    return step instanceof TruncatedGaussian ? groupSize == 1 : replace;
  }

  String describe() {
    return groupSize == 1 ? relation.name() : relation + " for groups of " + groupSize;
  }

  /** Throws the refusal of an event. */
  void refuse(PrivacyEvent event, String fix) {
    Checks.require(
        false, "PldAccountant does not cover %s under %s: %s", event.describe(), describe(), fix);
  }
}
