package io.dptrain.examples.rnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.Versions;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.MadeUpFacts;
import io.dptrain.examples.rnn.train.Variant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RnnJsonTest {
  @Test
  void of_openAndPrivateRow_isThisText() {
    Row open =
        MadeUpRows.row(
            Variant.NONE,
            Optional.empty(),
            MadeUpRows.run(0.5, 0.3, 0.01),
            MadeUpRows.run(0.5, 0.7, Double.NaN));
    Row secured =
        MadeUpRows.row(
            Variant.PRIVATE,
            Optional.of(MadeUpFacts.privacy(0.865)),
            MadeUpRows.run(0.5, 0.7, Double.POSITIVE_INFINITY));

    assertThat(text(RnnJson.of(List.of(open, secured), 12.5, List.of())))
        .isEqualTo(
            """
            {
              "formatVersion" : 1,
              "task" : "adding problem",
              "length" : 10,
              "datasetSize" : 64,
              "testSize" : 32,
              "solvedBelow" : 0.02,
              "divergedAbove" : 1.0,
              "constantAnswerLoss" : 0.16666666666666666,
              "delta" : 1.0E-5,
              "seconds" : 12.5,
              "rows" : [ {
                "cell" : "rnn",
                "variant" : "none",
                "clipping" : "no clipping",
                "seeds" : 2,
                "solvedShare" : 0.5,
                "divergedShare" : 0.5,
                "stalledShare" : 0.0,
                "medianStepsToSolve" : 20.0,
                "medianTestLoss" : "NaN",
                "largestGradientNorm" : 2.0,
                "units" : 4,
                "steps" : 30,
                "batchSize" : 8,
                "learningRate" : 0.01,
                "l2ClipNorm" : 1.0,
                "momentum" : 0.9,
                "noiseMultiplier" : 1.3,
                "epsilon" : null,
                "privacy" : null,
                "runs" : [ {
                  "seed" : 1,
                  "ending" : "solved",
                  "steps" : 20,
                  "testLoss" : 0.01
                }, {
                  "seed" : 2,
                  "ending" : "diverged",
                  "steps" : 20,
                  "testLoss" : "NaN"
                } ]
              }, {
                "cell" : "rnn",
                "variant" : "private",
                "clipping" : "flat, l2 clip norm 1.0",
                "seeds" : 1,
                "solvedShare" : 0.0,
                "divergedShare" : 1.0,
                "stalledShare" : 0.0,
                "medianStepsToSolve" : null,
                "medianTestLoss" : "Infinity",
                "largestGradientNorm" : 2.0,
                "units" : 4,
                "steps" : 30,
                "batchSize" : 8,
                "learningRate" : 0.01,
                "l2ClipNorm" : 1.0,
                "momentum" : 0.9,
                "noiseMultiplier" : 1.3,
                "epsilon" : 0.865,
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
                  "ending" : "diverged",
                  "steps" : 20,
                  "testLoss" : "Infinity"
                } ]
              } ],
              "warnings" : [ ],
              "versions" : {
                "dptrain" : "%s",
                "tensorflow" : "%s"
              }
            }
            """
                .formatted(Versions.all().get("dptrain"), Versions.all().get("tensorflow")));
  }

  private static String text(RnnJson json) {
    return new String(Json.indented(json), StandardCharsets.UTF_8);
  }
}
