package io.dptrain.examples.lab.gan;

import io.dptrain.examples.run.Expectation;
import java.util.List;

/**
 * Clipping the weights of a Wasserstein critic bounds how steep it can be.
 *
 * <p>The loss of such a critic has no end: the steeper it is, the further it tells real points from
 * generated ones. The generator's steps are as long as the critic is steep. Weights of magnitude c
 * end both. <b>Formula</b>: a layer from m to n units stretches by at most {@code c sqrt(m n)}, the
 * l2 norm of its kernel, and the critic by at most the product over its layers. Where c is too
 * small, so is the gradient of the generator. <b>Source</b>: Arjovsky et al., Wasserstein GAN,
 * 2017, algorithm 1.
 */
public final class WganClip extends TamingExperiment {
  private static final String UNTAMED = "untamed";
  private static final String CLIPPED = "clip 0.1";
  private static final String TINY = "clip 0.02";

  /** What three layers can stretch by at most, with weights of 0.1. */
  private static final double BOUND =
      0.1 * Math.sqrt(2 * PointGan.WIDTH) * 0.1 * PointGan.WIDTH * 0.1 * Math.sqrt(PointGan.WIDTH);

  @Override
  public String name() {
    return "wgan-clip";
  }

  @Override
  public String claim() {
    return "Clipping the weights of a Wasserstein critic bounds its slope, and the generator learns;"
        + " without, the slope has no end and it does not; too small a clip leaves it hardly any"
        + " gradient.";
  }

  @Override
  public List<String> variants() {
    return List.of(UNTAMED, CLIPPED, TINY);
  }

  @Override
  Taming taming(String variant) {
    return switch (variant) {
      case CLIPPED -> Taming.byWeightClipping(0.1);
      case TINY -> Taming.byWeightClipping(0.02);
      default -> Taming.none();
    };
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "slope, " + CLIPPED + ", over its bound",
                seed -> seed.number(CLIPPED, PointGan.SLOPE) / BOUND)
            .isAtMost(1),
        Expectation.that(
                "slope, untamed over " + CLIPPED,
                seed -> seed.ratio(UNTAMED, CLIPPED, PointGan.SLOPE))
            .isAtLeast(10),
        Expectation.that(
                "distance, untamed over " + CLIPPED,
                seed -> seed.ratio(UNTAMED, CLIPPED, PointGan.DISTANCE))
            .isAtLeast(1.5),
        Expectation.that(
                "longest gradient, " + CLIPPED + " over " + TINY,
                seed -> seed.ratio(CLIPPED, TINY, PointGan.GRADIENT))
            .isAtLeast(10));
  }
}
