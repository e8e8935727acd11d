package io.dptrain.examples.lab.gan;

import io.dptrain.examples.run.Expectation;
import java.util.List;

/**
 * Clipping what a critic tells each generated point keeps the generator on its way, and does
 * nothing about the critic.
 *
 * <p>On its way to the generator the slope of the critic at a point is cut to length s, and keeps
 * its direction. The critic grows as steep as without, and a point moves as if it were not.
 * <b>Formula</b>: {@code g min(1, s / |g|)} for the slope g at each point. <b>Source</b>: Pascanu
 * et al., On the difficulty of training recurrent neural networks, 2013, algorithm 1, for each
 * point.
 */
public final class FeedbackClip extends TamingExperiment {
  private static final String UNTAMED = "untamed";
  private static final String LARGE = "feedback 0.3";
  private static final String SMALL = "feedback 0.1";

  @Override
  public String name() {
    return "feedback-clip";
  }

  @Override
  public String claim() {
    return "A small enough clip of what flows back from a critic to each generated point lets the"
        + " generator learn from a critic that grows steeper without end; it does not tame the"
        + " critic.";
  }

  @Override
  public List<String> variants() {
    return List.of(UNTAMED, LARGE, SMALL);
  }

  @Override
  Taming taming(String variant) {
    return switch (variant) {
      case LARGE -> Taming.byFeedbackClipping(0.3);
      case SMALL -> Taming.byFeedbackClipping(0.1);
      default -> Taming.none();
    };
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "longest gradient, untamed over " + LARGE,
                seed -> seed.ratio(UNTAMED, LARGE, PointGan.GRADIENT))
            .isAtLeast(5),
        Expectation.that(
                "distance, untamed over " + SMALL,
                seed -> seed.ratio(UNTAMED, SMALL, PointGan.DISTANCE))
            .isAtLeast(1.2),
        Expectation.that("slope, " + LARGE, seed -> seed.number(LARGE, PointGan.SLOPE))
            .isAtLeast(3));
  }
}
