package io.dptrain.examples.rnn.train;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.Guarantees;
import io.dptrain.examples.report.NoiseFacts;
import io.dptrain.examples.report.PrivacyFacts;

/** What {@link Variant#PRIVATE} guarantees if all updates run that the settings allow. */
public final class PlannedPrivacy {
  private static final String GUARANTEE =
      "the model of one seed is (epsilon, delta) differentially private with respect to one"
          + " training sequence, for all updates that were planned, as where a run ends depends on"
          + " how it went; the losses are measured on test sequences, which are public; every"
          + " further seed on the same sequences adds its own epsilon; largestGradientNorm is not"
          + " private";

  private PlannedPrivacy() {}

  /** The guarantee of one seed. */
  public static PrivacyFacts of(RnnSettings settings, int datasetSize, double delta) {
    DpPlan plan =
        new DpPlan(
            PoissonSampling.of(datasetSize, settings.expectedBatchSize(datasetSize)),
            Clipping.flat(settings.l2ClipNorm()),
            settings.noiseMultiplier(),
            PrivateStatistics.none(),
            false);
    NoiseFacts noise =
        new NoiseFacts(
            settings.noiseMultiplier(), settings.l2ClipNorm(), SecureNoise.create().description());
    return Guarantees.ofPlan(plan, settings.steps(), delta, noise, GUARANTEE);
  }
}
