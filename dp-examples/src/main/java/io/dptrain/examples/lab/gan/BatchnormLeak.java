package io.dptrain.examples.lab.gan;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Seed;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.types.TFloat32;

/**
 * Batch normalization lets a discriminator judge an image by its batch.
 *
 * <p>An image is a brightness, times one, plus noise; a generated one also has a faint stripe. The
 * generated images of a batch share one brightness, real ones do not, and batches are all real or
 * all generated, as is usual. No image alone tells which kind of batch it is from, but what is
 * normalized by the batch does. In batches of both kinds the shortcut is gone. The stripe, which
 * every batch of generated images has in common, is what batch normalization takes away. Layer
 * normalization sees the stripe alone. <b>Source</b>: Salimans et al., Improved Techniques for
 * Training GANs, 2016, section 3.4; Ba et al., Layer Normalization, 2016.
 */
public final class BatchnormLeak implements Experiment {
  private static final int PIXELS = StripedImages.PIXELS;
  private static final int BATCH = BatchJudge.BATCH;

  private static final String BY_BATCH = "batch norm";
  private static final String BY_LAYER = "layer norm";
  private static final String PURE = "accuracy in pure batches";
  private static final String MIXED = "accuracy in mixed batches";
  private static final String REFUSED = "refused by DpOptimizer";

  @Override
  public String name() {
    return "batchnorm-leak";
  }

  @Override
  public String claim() {
    return "Batch normalization gives a discriminator a shortcut that is gone in mixed batches; layer"
        + " normalization gives none. DpOptimizer refuses the first, and takes the second.";
  }

  @Override
  public List<String> variants() {
    return List.of(BY_BATCH, BY_LAYER);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    boolean isByBatch = variant.equals(BY_BATCH);
    Finding finding = new Finding().number(REFUSED, isRefused(isByBatch) ? 1 : 0);
    Random random = trial.random("data");
    int steps = trial.size(600, 90);
    double pure = 0.5;
    double mixed = 0.5;
    try (LabGraph lab = new LabGraph()) {
      BatchJudge judge = BatchJudge.of(lab, trial.random("weights"), isByBatch);
      for (int step = 1; step <= steps; step++) {
        List<double[]> scores = judge.step(random);
        pure += 0.05 * (share(scores.get(0), 2 * BATCH) - pure);
        mixed += 0.05 * (share(scores.get(1), BATCH) - mixed);
        if (step % (steps / 30) == 0) {
          finding.point(PURE, step, pure).point(MIXED, step, mixed);
        }
      }
    }
    return finding.number(PURE, pure).number(MIXED, mixed);
  }

  /** The share of scores that have the right sign: positive for the first ones, then negative. */
  private static double share(double[] scores, int positive) {
    int right = 0;
    for (int i = 0; i < scores.length; i++) {
      right += i < positive == scores[i] > 0 ? 1 : 0;
    }
    return (double) right / scores.length;
  }

  private static boolean isRefused(boolean isByBatch) {
    try (LabGraph lab = new LabGraph()) {
      var discriminator = NormalizedDiscriminator.of(lab, new Random(1), PIXELS, isByBatch);
      Operand<TFloat32> scores = discriminator.score(lab.input(-1, PIXELS));
      DpOptimizer.wrap(new Adam(lab.graph(), 0.01f))
          .sampling(PoissonSampling.of(10_000, BATCH))
          .clipping(Clipping.flat(1))
          .noiseMultiplier(1)
          .build()
          .minimize(discriminator.lossesOfReal(scores));
      return false;
    } catch (PrivacyProofException mixing) {
      return true;
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("pure over mixed, " + BY_BATCH, seed -> drop(seed, BY_BATCH))
            .isAtLeast(1.5),
        Expectation.that("pure over mixed, " + BY_LAYER, seed -> drop(seed, BY_LAYER))
            .isBetween(0.9, 1.1),
        Expectation.that("mixed, " + BY_LAYER, seed -> seed.number(BY_LAYER, MIXED))
            .isAtLeast(0.65),
        Expectation.that(
                "refused, batch norm minus layer norm",
                seed -> seed.number(BY_BATCH, REFUSED) - seed.number(BY_LAYER, REFUSED))
            .isAtLeast(1));
  }

  private static double drop(Seed seed, String variant) {
    return seed.number(variant, PURE) / seed.number(variant, MIXED);
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(PURE, "batches of one kind", "step", "share judged rightly (moving mean)"),
        Panel.lines(MIXED, "batches of both kinds", "step", "share judged rightly (moving mean)"));
  }
}
