package io.dptrain.examples.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The keys of privacy in every report, with numbers as the accountants gave them. For a run without
 * privacy all but those of the sampler are null.
 */
public record PrivacyJson(
    String guarantee,
    Double epsilon,
    Double delta,
    String accountant,
    Double rdpEpsilon,
    Double order,
    Long chargedSteps,
    String neighboringRelation,
    Double noiseMultiplier,
    Double l2ClipNorm,
    String noiseSource,
    String probe,
    @JsonUnwrapped SamplingFacts sampling) {

  /** Of a private run; null for a run without privacy. */
  public static PrivacyJson orNull(Optional<PrivacyFacts> privacy) {
    return privacy.map(facts -> of(privacy, facts.sampling())).orElse(null);
  }

  private static Double orNull(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /** Of any run, which has a sampler whether or not it is private. */
  public static PrivacyJson of(Optional<PrivacyFacts> privacy, SamplingFacts sampling) {
    Optional<NoiseFacts> noise = privacy.map(PrivacyFacts::noise);
    return new PrivacyJson(
        privacy.map(PrivacyFacts::guarantee).orElse(null),
        privacy.map(PrivacyFacts::epsilon).orElse(null),
        privacy.map(PrivacyFacts::delta).orElse(null),
        privacy.map(PrivacyFacts::accountant).orElse(null),
        privacy.map(facts -> orNull(facts.rdpEpsilon())).orElse(null),
        privacy.map(facts -> orNull(facts.order())).orElse(null),
        privacy.map(PrivacyFacts::chargedSteps).orElse(null),
        privacy.map(PrivacyFacts::neighboringRelation).orElse(null),
        noise.map(NoiseFacts::noiseMultiplier).orElse(null),
        noise.map(NoiseFacts::l2ClipNorm).orElse(null),
        noise.map(NoiseFacts::source).orElse(null),
        privacy.map(PrivacyFacts::probe).orElse(null),
        sampling);
  }
}
