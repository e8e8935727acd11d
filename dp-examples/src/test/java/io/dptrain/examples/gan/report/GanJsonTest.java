package io.dptrain.examples.gan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.Versions;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.MadeUpFacts;
import io.dptrain.examples.run.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GanJsonTest {
  @Test
  void of_openAndPrivateVariant_isThisText() {
    VariantResult open = new VariantResult("none", "no control", List.of(run(), run()));
    VariantResult secured =
        new VariantResult("private", "noise", List.of(run().fact(MadeUpFacts.privacy(0.865))));
    GanJson summary =
        GanJson.of(
            Ring.OF_EIGHT, 60_000, 256, 9, 1.5, List.of(open, secured), List.of("One warning."));

    assertThat(new String(Json.indented(summary), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "formatVersion" : 1,
              "task" : "gan",
              "ring" : {
                "modes" : 8,
                "radius" : 2.0,
                "stdDev" : 0.02,
                "highQualityDeviations" : 3.0,
                "leastShareOfAMode" : 0.01
              },
              "datasetSize" : 60000,
              "batchSize" : 256,
              "steps" : 9,
              "seconds" : 1.5,
              "variants" : [ {
                "variant" : "none",
                "control" : "no control",
                "medianModes" : 8.0,
                "runsWithAllModes" : 2,
                "medianHighQuality" : 0.75,
                "privacy" : null,
                "runs" : [ {
                  "seed" : 1,
                  "modes" : 8,
                  "highQuality" : 0.75,
                  "discriminatorSteps" : 9,
                  "generatorSteps" : 9,
                  "seconds" : 0.25
                }, {
                  "seed" : 2,
                  "modes" : 8,
                  "highQuality" : 0.75,
                  "discriminatorSteps" : 9,
                  "generatorSteps" : 9,
                  "seconds" : 0.25
                } ]
              }, {
                "variant" : "private",
                "control" : "noise",
                "medianModes" : 8.0,
                "runsWithAllModes" : 1,
                "medianHighQuality" : 0.75,
                "privacy" : {
                  "guarantee" : "of one run",
                  "epsilon" : 0.865,
                  "delta" : 1.0E-5,
                  "accountant" : "pld",
                  "rdpEpsilon" : 1.4,
                  "order" : 20.0,
                  "chargedSteps" : 3515,
                  "neighboringRelation" : "ADD_OR_REMOVE_ONE",
                  "noiseMultiplier" : 1.3,
                  "l2ClipNorm" : 1.5,
                  "noiseSource" : "HMAC-DRBG",
                  "probe" : "probed",
                  "sampler" : "poisson",
                  "samplingProbability" : 0.004,
                  "expectedBatchSize" : 240.0
                },
                "runs" : [ {
                  "seed" : 1,
                  "modes" : 8,
                  "highQuality" : 0.75,
                  "discriminatorSteps" : 9,
                  "generatorSteps" : 9,
                  "seconds" : 0.25
                } ]
              } ],
              "warnings" : [ "One warning." ],
              "versions" : {
                "dptrain" : "%s",
                "tensorflow" : "%s"
              }
            }
            """
                .formatted(Versions.all().get("dptrain"), Versions.all().get("tensorflow")));
  }

  private static Finding run() {
    return new Finding()
        .number(VariantResult.MODES, 8)
        .number(VariantResult.HIGH_QUALITY, 0.75)
        .number(VariantResult.SECONDS, 0.25);
  }
}
