package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;

/**
 * The largest learning rate that training bears, of a smooth activation and of one with a kink.
 *
 * <p>A net of ten layers fits a function of four inputs by gradient descent on small batches, at
 * halved learning rates, until the loss in the end is below half of the variance of the targets:
 * before, it is not finite, or units died. If no rate will do, the number is the least rate tried,
 * which is {@code 0.0005}. With warm-up the rate grows from zero over the first quarter of the
 * updates, so that the weights move to where the loss curves less before the rate is large. This is
 * done from weights that keep the length of signals, and from some that are too large.
 *
 * <p><b>Formula</b>: gradient descent on a quadratic with largest curvature {@code c} is stable up
 * to a rate of {@code 2 / c}. <b>Source</b>: Clevert, Unterthiner and Hochreiter, Fast and accurate
 * deep network learning by exponential linear units (ELUs), 2016; Gilmer et al., A loss curvature
 * perspective on training instability in deep learning, 2021 (warm-up).
 */
public final class SmoothActivation implements Experiment {
  private static final List<String> VARIANTS =
      List.of("ELU", "ELU, warm-up", "ReLU", "ReLU, warm-up");

  private static final double TOO_LARGE = 1.3;

  private static final String LARGEST = "largest rate";
  private static final String LARGEST_FROM_LARGE = "largest rate, large weights";

  @Override
  public String name() {
    return "smooth-activation";
  }

  @Override
  public String claim() {
    return "A deep ELU net bears a larger learning rate than a ReLU net, each from fitting weights; from"
        + " weights that are too large, warm-up raises the rate that either bears.";
  }

  @Override
  public List<String> variants() {
    return VARIANTS;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    try (LabGraph lab = new LabGraph()) {
      RateSearch search = RateSearch.of(lab, variant.startsWith("ELU"));
      return new Finding()
          .number(LARGEST, largest(search, variant, trial, 1))
          .number(LARGEST_FROM_LARGE, largest(search, variant, trial, TOO_LARGE));
    }
  }

  /** The geometric mean over some initial weights. */
  private static double largest(RateSearch search, String variant, Trial trial, double scale) {
    int draws = trial.size(3, 2);
    boolean isWarm = variant.endsWith("warm-up");
    double logarithms = 0;
    for (int draw = 0; draw < draws; draw++) {
      logarithms += Math.log(search.largest(trial.random("net" + draw), scale, isWarm, trial));
    }
    return Math.exp(logarithms / draws);
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        rise("ELU / ReLU", "ELU", "ReLU", LARGEST).isAtLeast(1.2),
        rise("ELU, warm-up / none, large weights", "ELU, warm-up", "ELU", LARGEST_FROM_LARGE)
            .isAtLeast(2),
        rise("ReLU, warm-up / none, large weights", "ReLU, warm-up", "ReLU", LARGEST_FROM_LARGE)
            .isAtLeast(2));
  }

  private static Expectation.Open rise(String what, String variant, String to, String number) {
    return Expectation.that(what, seed -> seed.ratio(variant, to, number));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.dots(LARGEST, "from fitting weights", "largest stable learning rate").logarithmicX(),
        Panel.dots(LARGEST_FROM_LARGE, "from weights too large", "largest stable learning rate")
            .logarithmicX());
  }
}
