package io.dptrain.examples.rnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.Versions;
import io.dptrain.examples.report.Json;
import io.dptrain.examples.report.MadeUpFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.report.RnnJson.Facts;
import io.dptrain.examples.rnn.report.RnnJson.SetRow;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.Outcome.Sample;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.rnn.train.RunKey;
import io.dptrain.examples.rnn.train.Variant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RnnJsonTest {
  private static final Facts FACTS = new Facts(10, 64, 32, 1e-5, 12.5, List.of());
  private static final RnnSettings SETTINGS = new RnnSettings(4, 30, 8, 0.01, 1, 0.9, 1.3);

  @Test
  void of_openAndPrivateRow_isThisText() {
    SetRow open =
        row(
            Variant.NONE,
            Optional.empty(),
            run(Variant.NONE, 1, Ending.SOLVED, 0.01, OptionalDouble.empty()),
            run(Variant.NONE, 2, Ending.DIVERGED, Double.NaN, OptionalDouble.empty()));
    SetRow secured =
        row(
            Variant.PRIVATE,
            Optional.of(MadeUpFacts.privacy(0.865)),
            run(
                Variant.PRIVATE,
                1,
                Ending.DIVERGED,
                Double.POSITIVE_INFINITY,
                OptionalDouble.of(0.865)));

    assertThat(text(RnnJson.of(FACTS, List.of(open, secured))))
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
                "largestGradientNorm" : 7.0,
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
                "largestGradientNorm" : 7.0,
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

  private static SetRow row(Variant variant, Optional<PrivacyFacts> privacy, Outcome... outcomes) {
    return new SetRow(new Row(CellKind.RNN, variant, List.of(outcomes)), SETTINGS, privacy);
  }

  private static Outcome run(
      Variant variant, long seed, Ending ending, double loss, OptionalDouble epsilon) {
    List<Sample> curve = List.of(new Sample(0, 0.5, Double.NaN), new Sample(20, loss, 7));
    return new Outcome(new RunKey(CellKind.RNN, variant, seed), ending, 20, curve, epsilon);
  }
}
