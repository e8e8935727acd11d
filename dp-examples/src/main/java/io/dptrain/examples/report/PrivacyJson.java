package io.dptrain.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The privacy of a run as JSON, with numbers as the accountants gave them. An infinite epsilon is
 * the string {@code "Infinity"}: a null would pass a test such as {@code epsilon < 3} in some
 * languages.
 */
public final class PrivacyJson {
  private static final List<String> KEYS =
      List.of(
          "guarantee",
          "epsilon",
          "delta",
          "accountant",
          "rdpEpsilon",
          "order",
          "chargedSteps",
          "neighboringRelation",
          "noiseMultiplier",
          "l2ClipNorm",
          "noiseSource",
          "probe");

  private PrivacyJson() {}

  /** Puts an object {@code privacy}, or null for a run without privacy. */
  public static void putObject(ObjectNode json, Optional<PrivacyFacts> privacy) {
    if (privacy.isEmpty()) {
      json.putNull("privacy");
      return;
    }
    ObjectNode object = json.putObject("privacy");
    put(object, privacy);
    put(object, privacy.get().sampling());
  }

  /** Puts the keys of the guarantee and of the noise, which are null for a run without privacy. */
  public static void put(ObjectNode json, Optional<PrivacyFacts> privacy) {
    if (privacy.isEmpty()) {
      KEYS.forEach(json::putNull);
      return;
    }
    PrivacyFacts facts = privacy.get();
    json.put("guarantee", facts.guarantee());
    json.put("epsilon", facts.epsilon());
    json.put("delta", facts.delta());
    json.put("accountant", facts.accountant());
    json.put("rdpEpsilon", facts.rdpEpsilon());
    json.put("order", facts.order());
    json.put("chargedSteps", facts.chargedSteps());
    json.put("neighboringRelation", facts.neighboringRelation());
    json.put("noiseMultiplier", facts.noise().noiseMultiplier());
    json.put("l2ClipNorm", facts.noise().l2ClipNorm());
    json.put("noiseSource", facts.noise().source());
    json.put("probe", facts.probe());
  }

  /** Puts the keys of the sampler. */
  public static void put(ObjectNode json, SamplingFacts sampling) {
    json.put("sampler", sampling.sampler());
    json.put("samplingProbability", sampling.samplingProbability());
    json.put("expectedBatchSize", sampling.expectedBatchSize());
  }
}
