package io.dptrain.examples.lab.learning;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Seed;
import io.dptrain.examples.run.Trial;
import java.util.List;

/**
 * How four kinds of generative models fail, or what they cost, each on points of a circle.
 *
 * <p>{@link ExposureBias} has an autoregressive model, {@link PosteriorCollapse} a variational
 * auto-encoder, {@link ModeCollapse} a generative adversarial net, {@link DiffusionCost} a
 * diffusion model; formulas and sources are there. Each variant is one of them and finds its own
 * numbers.
 */
public final class FailureModes implements Experiment {
  /** What the GAN and the diffusion model learn. */
  static final Ring RING = new Ring(8, 1, 0.08);

  private static final String EXPOSURE = "exposure bias";
  private static final String POSTERIOR = "posterior collapse";
  private static final String MODE = "mode collapse";
  private static final String DIFFUSION = "diffusion cost";

  @Override
  public String name() {
    return "failure-modes";
  }

  @Override
  public String claim() {
    return "Autoregressive models err more on their own samples, a VAE drops its latent variable if"
        + " beta or the decoder is strong, a GAN covers few modes, or all if tamed, and diffusion"
        + " takes several evaluations a sample.";
  }

  @Override
  public List<String> variants() {
    return List.of(EXPOSURE, POSTERIOR, MODE, DIFFUSION);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    return switch (variant) {
      case EXPOSURE -> ExposureBias.run(trial);
      case POSTERIOR -> PosteriorCollapse.run(trial);
      case MODE -> ModeCollapse.run(trial);
      default -> DiffusionCost.run(trial);
    };
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "own samples, error over forced", seed -> seed.number(EXPOSURE, ExposureBias.RATIO))
            .isAtLeast(3),
        Expectation.that("KL, beta 100 or strong decoder, over beta 1", FailureModes::collapsed)
            .isAtMost(0.1),
        Expectation.that(
                "modes covered, of " + RING.modes(), seed -> seed.number(MODE, ModeCollapse.MODES))
            .isAtMost(RING.modes() / 2.0),
        Expectation.that("modes covered, tamed", seed -> seed.number(MODE, ModeCollapse.TAMED))
            .isAtLeast(6),
        Expectation.that(
                "evaluations of diffusion", seed -> seed.number(DIFFUSION, DiffusionCost.NEEDED))
            .isAtLeast(2));
  }

  private static double collapsed(Seed seed) {
    Finding found = seed.of(POSTERIOR);
    double larger =
        Math.max(
            found.number(PosteriorCollapse.KL_LARGE_BETA),
            found.number(PosteriorCollapse.KL_STRONG));
    return larger / found.number(PosteriorCollapse.KL);
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ExposureBias.RATIO, "exposure bias", "step", "error, over that on true input")
            .logarithmicY(),
        Panel.lines(PosteriorCollapse.KL, "posterior collapse", "beta", "KL (nats)").logarithmicX(),
        Panel.lines(ModeCollapse.MODES, "mode collapse", "update", "modes covered, of 8"),
        Panel.lines(DiffusionCost.NEAR, "diffusion", "evaluations a sample", "share near a mode")
            .logarithmicX());
  }
}
