package io.dptrain.examples.accounting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.examples.Numbers;
import java.util.Optional;

/**
 * A run but for its noise: how its batches are drawn, and how many. As JSON, the sampler and what
 * goes with it.
 */
@JsonPropertyOrder("sampler")
sealed interface Run {
  @JsonProperty
  SamplerChoice sampler();

  /** The event of the whole run, with the noise multiplier of its steps. */
  PrivacyEvent event(double noiseMultiplier);

  /** How long it is, in words. */
  String length();

  /** What takes as many steps and samples as much, by Poisson sampling; empty if this is that. */
  Optional<Poisson> asPoisson();

  /** Each example joins each batch by chance. */
  record Poisson(double samplingProbability, long steps) implements Run {
    @Override
    public SamplerChoice sampler() {
      return SamplerChoice.POISSON;
    }

    @Override
    public PrivacyEvent event(double noiseMultiplier) {
      return new SelfComposedEvent(
          PrivacyEvent.poissonSampledGaussian(samplingProbability, noiseMultiplier), steps);
    }

    @Override
    public String length() {
      return Numbers.count(steps, "step")
          + ", sampling probability "
          + Numbers.plain(samplingProbability);
    }

    @Override
    public Optional<Poisson> asPoisson() {
      return Optional.empty();
    }
  }

  /** Each example is in exactly one step of each epoch. */
  record RandomAllocation(long stepsPerEpoch, long epochs) implements Run {
    @Override
    public SamplerChoice sampler() {
      return SamplerChoice.RANDOM_ALLOCATION;
    }

    @Override
    public PrivacyEvent event(double noiseMultiplier) {
      return new SelfComposedEvent(
          PrivacyEvent.randomlyAllocatedGaussian(stepsPerEpoch, noiseMultiplier), epochs);
    }

    @Override
    public String length() {
      return Numbers.count(epochs, "epoch") + " of " + Numbers.count(stepsPerEpoch, "step");
    }

    @Override
    public Optional<Poisson> asPoisson() {
      return Optional.of(new Poisson(1.0 / stepsPerEpoch, stepsPerEpoch * epochs));
    }
  }
}
