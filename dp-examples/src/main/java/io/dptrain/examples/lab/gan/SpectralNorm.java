package io.dptrain.examples.lab.gan;

import io.dptrain.examples.run.Expectation;
import java.util.List;

/**
 * Dividing each kernel of a critic by its spectral norm makes the slope of the critic a setting.
 *
 * <p>A layer then stretches by at most one, rectified units do not stretch, and the score is
 * multiplied by a scale s: no slope is above s, up to the error of the one power iteration that
 * each step makes. At scale 4 not every seed learns. <b>Formula</b>: {@code |score(x) - score(y)|
 * <= s |x - y|}. <b>Source</b>: Miyato et al., Spectral Normalization for Generative Adversarial
 * Networks, 2018, section 2.1.
 */
public final class SpectralNorm extends TamingExperiment {
  private static final String UNTAMED = "untamed";
  private static final String ONE = "scale 1";
  private static final String FOUR = "scale 4";

  @Override
  public String name() {
    return "spectral-norm";
  }

  @Override
  public String claim() {
    return "With kernels divided by their spectral norms no slope of a critic is above the scale of"
        + " its score, and at scale 1 the generator learns; without, the slope has no end and it does"
        + " not.";
  }

  @Override
  public List<String> variants() {
    return List.of(UNTAMED, ONE, FOUR);
  }

  @Override
  Taming taming(String variant) {
    return switch (variant) {
      case ONE -> Taming.bySpectralNormalization(1);
      case FOUR -> Taming.bySpectralNormalization(4);
      default -> Taming.none();
    };
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("slope, " + ONE, seed -> seed.number(ONE, PointGan.SLOPE))
            .isBetween(0.2, 1.05),
        Expectation.that(
                "slope, " + FOUR + ", over 4", seed -> seed.number(FOUR, PointGan.SLOPE) / 4)
            .isBetween(0.2, 1.05),
        Expectation.that(
                "slope, untamed over " + ONE, seed -> seed.ratio(UNTAMED, ONE, PointGan.SLOPE))
            .isAtLeast(5),
        Expectation.that(
                "distance, untamed over " + ONE,
                seed -> seed.ratio(UNTAMED, ONE, PointGan.DISTANCE))
            .isAtLeast(1.2));
  }
}
