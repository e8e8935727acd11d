package io.dptrain.accountant.pld;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.internal.SavedState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an accountant has to keep, and its form as text. */
record PldState(Neighbors neighbors, Map<LossStep, Long> steps) {
  private static final String ACCOUNTANT = "pld";
  private static final String SAMPLED = "poissonGaussian";
  private static final String REPLACED = "poissonGaussianReplaced";
  private static final String FIXED_SIZE = "fixedSizeGaussian";
  private static final String TRUNCATED = "truncatedPoissonGaussian";
  private static final String GROUP = "poissonGaussianGroup";
  private static final String LAPLACE = "poissonLaplace";
  private static final String ALLOCATED = "randomAllocationGaussian";

  String toJson() {
    List<JsonObject> written = new ArrayList<>();
    steps.forEach((step, count) -> written.add(written(step).with("count", count)));
    return SavedState.of(ACCOUNTANT, neighbors.relation().name())
        .with("groupSize", neighbors.groupSize())
        .with("steps", written)
        .toString();
  }

  static PldState fromJson(String text, Neighbors neighbors) {
    JsonObject parsed = SavedState.read(text, ACCOUNTANT, neighbors.relation().name());
    SavedState.requireSame("groupSize", neighbors.groupSize(), parsed.count("groupSize"));
    Map<LossStep, Long> steps = new LinkedHashMap<>();
    for (JsonObject json : parsed.objects("steps")) {
      LossStep step = readStep(json, neighbors);
      Checks.require(
          neighbors.knows(step), "steps must fit %s, but %s does not", neighbors.describe(), json);
      Checks.require(!steps.containsKey(step), "steps must be distinct, but %s comes twice", json);
      steps.put(step, json.count("count"));
    }
    return new PldState(neighbors, steps);
  }

  private static JsonObject written(LossStep step) {
    if (step instanceof SampledGaussian s) {
      return sampled(SAMPLED, s.samplingProbability(), s.noiseMultiplier());
    } else if (step instanceof ReplacedGaussian s) {
      return sampled(REPLACED, s.samplingProbability(), s.noiseMultiplier());
    } else if (step instanceof FixedSizeGaussian s) {
      return sampled(FIXED_SIZE, s.samplingRatio(), s.noise());
    } else if (step instanceof GroupGaussian s) {
      return sampled(GROUP, s.samplingProbability(), s.noiseMultiplier());
    } else if (step instanceof TruncatedGaussian s) {
      return sampled(TRUNCATED, s.samplingProbability(), s.noiseMultiplier())
          .with("datasetSize", s.datasetSize())
          .with("maxBatchSize", s.maxBatchSize());
    } else if (step instanceof RandomAllocationGaussian s) {
      return JsonObject.empty()
          .with("mechanism", ALLOCATED)
          .with("stepsPerEpoch", s.steps())
          .with("noise", s.noiseMultiplier());
    }
    SampledLaplace laplace = (SampledLaplace) step;
    return sampled(LAPLACE, laplace.samplingProbability(), laplace.scale());
  }

  private static JsonObject sampled(String mechanism, double probability, double noise) {
    return JsonObject.empty()
        .with("mechanism", mechanism)
        .with("samplingProbability", probability)
        .with("noise", noise);
  }

  private static LossStep readStep(JsonObject json, Neighbors neighbors) {
    double noise = Checks.nonNegative("noise", json.number("noise"));
    String mechanism = json.text("mechanism");
    if (mechanism.equals(ALLOCATED)) {
      return new RandomAllocationGaussian(
          Checks.positiveCount("stepsPerEpoch", json.count("stepsPerEpoch")), noise);
    }
    double q = Checks.probability("samplingProbability", json.number("samplingProbability"));
    Checks.require(q > 0, "samplingProbability must be above 0, but is %s", q);
    return switch (mechanism) {
      case SAMPLED -> new SampledGaussian(q, noise);
      case REPLACED -> new ReplacedGaussian(q, noise);
      case FIXED_SIZE -> new FixedSizeGaussian(q, noise);
      case GROUP -> new GroupGaussian(neighbors.groupSize(), q, noise);
      case LAPLACE -> new SampledLaplace(q, noise);
      case TRUNCATED ->
          new TruncatedGaussian(
              Checks.positiveCount("datasetSize", json.count("datasetSize")),
              q,
              Checks.positiveCount("maxBatchSize", json.count("maxBatchSize")),
              noise,
              neighbors.relation());
      default ->
          throw new IllegalArgumentException(
              "mechanism must be one that this version knows, but is " + mechanism);
    };
  }
}
