package io.dptrain.examples.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.NoiseFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.report.PrivacyJson;
import io.dptrain.examples.report.SamplingFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

public class RunSummaryTest {
  private static final String[] KEYS = {
    "formatVersion",
    "task",
    "dataOrigin",
    "syntheticData",
    "datasetSize",
    "testSize",
    "testAccuracy",
    "privatelyTrained",
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
    "probe",
    "sampler",
    "samplingProbability",
    "expectedBatchSize",
    "steps",
    "epochs",
    "learningRate",
    "seed",
    "seconds",
    "warnings",
    "versions"
  };

  private static final SamplingFacts SAMPLING = new SamplingFacts("poisson", 256 / 60_000.0, 256);

  /** A summary with fixed numbers, for this test and others. */
  public static RunSummary summary(Optional<PrivacyFacts> privacy, List<String> warnings) {
    return new RunSummary(
        RunSummary.FORMAT_VERSION,
        "mnist",
        "MNIST",
        false,
        60_000,
        10_000,
        0.9512,
        privacy.isPresent(),
        PrivacyJson.of(privacy, SAMPLING),
        3515,
        15,
        0.25,
        7,
        61.5,
        warnings,
        Map.of("tensorflow", "2", "java", "17"));
  }

  static PrivacyFacts privacy(double epsilon) {
    NoiseFacts noise = new NoiseFacts(1.3, 1.5, "HMAC-DRBG");
    return new PrivacyFacts(
        "(0.865, 1e-5)-DP",
        epsilon,
        1e-5,
        "pld",
        OptionalDouble.of(1.1 * epsilon),
        OptionalDouble.of(20),
        3515,
        "ADD_OR_REMOVE_ONE",
        noise,
        SAMPLING,
        "probed");
  }

  @Test
  void json_privateRun_holdsTheNumbers() throws IOException {
    JsonNode json = json(summary(Optional.of(privacy(0.865)), List.of()));
    assertThat(json.get("testAccuracy").doubleValue()).isEqualTo(0.9512);
    assertThat(json.get("epsilon").doubleValue()).isEqualTo(0.865);
    assertThat(json.get("rdpEpsilon").doubleValue()).isEqualTo(1.1 * 0.865);
    assertThat(json.get("privatelyTrained").booleanValue()).isTrue();
    assertThat(json.get("noiseMultiplier").doubleValue()).isEqualTo(1.3);
    assertThat(json.get("probe").textValue()).isEqualTo("probed");
  }

  @Test
  void json_privateRun_hasItsKeysInOrder() throws IOException {
    assertThat(keys(json(summary(Optional.of(privacy(1)), List.of())))).containsExactly(KEYS);
  }

  @Test
  void json_runWithoutPrivacy_hasTheSameKeys() throws IOException {
    assertThat(keys(json(summary(Optional.empty(), List.of())))).containsExactly(KEYS);
  }

  @Test
  void json_runWithoutPrivacy_hasNullEpsilon() throws IOException {
    JsonNode json = json(summary(Optional.empty(), List.of()));
    assertThat(json.get("epsilon").isNull()).isTrue();
    assertThat(json.get("rdpEpsilon").isNull()).isTrue();
    assertThat(json.get("privatelyTrained").booleanValue()).isFalse();
  }

  @Test
  void json_twoRuns_areTheseTexts() {
    assertThat(text(summary(Optional.of(privacy(0.865)), List.of("One warning."))))
        .isEqualTo(
            """
            {
              "formatVersion" : 1,
              "task" : "mnist",
              "dataOrigin" : "MNIST",
              "syntheticData" : false,
              "datasetSize" : 60000,
              "testSize" : 10000,
              "testAccuracy" : 0.9512,
              "privatelyTrained" : true,
              "guarantee" : "(0.865, 1e-5)-DP",
              "epsilon" : 0.865,
              "delta" : 1.0E-5,
              "accountant" : "pld",
              "rdpEpsilon" : 0.9515,
              "order" : 20.0,
              "chargedSteps" : 3515,
              "neighboringRelation" : "ADD_OR_REMOVE_ONE",
              "noiseMultiplier" : 1.3,
              "l2ClipNorm" : 1.5,
              "noiseSource" : "HMAC-DRBG",
              "probe" : "probed",
              "sampler" : "poisson",
              "samplingProbability" : 0.004266666666666667,
              "expectedBatchSize" : 256.0,
              "steps" : 3515,
              "epochs" : 15.0,
              "learningRate" : 0.25,
              "seed" : 7,
              "seconds" : 61.5,
              "warnings" : [ "One warning." ],
              "versions" : {
                "java" : "17",
                "tensorflow" : "2"
              }
            }
            """);
    assertThat(text(summary(Optional.empty(), List.of())))
        .contains(
            """
              "privatelyTrained" : false,
              "guarantee" : null,
              "epsilon" : null,
              "delta" : null,
              "accountant" : null,
              "rdpEpsilon" : null,
              "order" : null,
              "chargedSteps" : null,
              "neighboringRelation" : null,
              "noiseMultiplier" : null,
              "l2ClipNorm" : null,
              "noiseSource" : null,
              "probe" : null,
              "sampler" : "poisson",
              "samplingProbability" : 0.004266666666666667,
              "expectedBatchSize" : 256.0,
              "steps" : 3515,
            """)
        .contains("\"warnings\" : [ ],");
  }

  @Test
  void json_taintedRun_hasInfinityAsText() throws IOException {
    PrivacyFacts tainted = privacy(Double.POSITIVE_INFINITY);
    JsonNode json = json(summary(Optional.of(tainted), List.of("The noise was seeded.")));
    assertThat(json.get("epsilon").textValue()).isEqualTo("Infinity");
    assertThat(json.get("warnings").get(0).textValue()).isEqualTo("The noise was seeded.");
  }

  @Test
  void json_versions_areSorted() throws IOException {
    JsonNode versions = json(summary(Optional.empty(), List.of())).get("versions");
    assertThat(keys(versions)).containsExactly("java", "tensorflow");
  }

  @Test
  void newSummary_infiniteEpsilonWithoutWarning_isRefused() {
    Optional<PrivacyFacts> tainted = Optional.of(privacy(Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summary(tainted, List.of()))
        .withMessageContaining("warnings");
  }

  @Test
  void newPrivacyFacts_epsilonNaN_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> privacy(Double.NaN))
        .withMessageContaining("epsilon must be 0 or more, but is NaN");
  }

  private static JsonNode json(RunSummary summary) throws IOException {
    return new ObjectMapper().readTree(Json.indented(summary));
  }

  private static String text(RunSummary summary) {
    return new String(Json.indented(summary), StandardCharsets.UTF_8);
  }

  private static List<String> keys(JsonNode json) {
    List<String> keys = new ArrayList<>();
    json.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
