package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A pixel loss alone blurs; an adversarial term brings back what is sharp, and unrest with it.
 *
 * <p>Four numbers are to become a signal of sixteen: each is repeated four times, and a texture of
 * random sign is added, which the four numbers do not tell. The mean of what is possible has no
 * texture, and it is what the pixel loss asks for. A discriminator sees that it is missing.
 * <b>Formula</b>: {@code mean (G(z) - x)^2 + weight * softplus(-D(G(z)))}. The energy of a texture
 * is the mean square of what is left when each four samples have lost their mean, over that of real
 * signals; unrest is the standard deviation of the pixel error in the second half of training.
 * <b>Source</b>: Ledig et al., Photo-Realistic Single Image Super-Resolution Using a Generative
 * Adversarial Network, 2017, section 2.2.
 */
public final class SuperResolution implements Experiment {
  private static final String PIXELS = "pixels alone";
  private static final String SOME = "weight 0.01";
  private static final String MUCH = "weight 1";
  private static final String ENERGY = "texture energy";
  private static final String ERROR = "pixel error";
  private static final String UNREST = "unrest";

  @Override
  public String name() {
    return "super-resolution";
  }

  @Override
  public String claim() {
    return "A pixel loss alone loses the texture of a signal; an adversarial term brings it back, for"
        + " a larger pixel error and less steady training.";
  }

  @Override
  public List<String> variants() {
    return List.of(PIXELS, SOME, MUCH);
  }

  private static double weight(String variant) {
    return variant.equals(PIXELS) ? 0 : variant.equals(SOME) ? 0.01 : 1;
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random("data");
    Finding finding = new Finding();
    SummaryStatistics energies = new SummaryStatistics();
    SummaryStatistics errors = new SummaryStatistics();
    int steps = trial.size(1_500, 150);
    try (LabGraph lab = new LabGraph()) {
      Refiner refiner = Refiner.of(lab, trial.random("weights"), weight(variant));
      for (int step = 1; step <= steps; step++) {
        List<double[]> now = refiner.step(random);
        double energy = Textured.energy(now.get(0));
        double error = now.get(1)[0];
        if (step > steps / 2) {
          energies.addValue(energy);
          errors.addValue(error);
        }
        if (step % (steps / 50) == 0) {
          finding.point(ENERGY, step, energy).point(ERROR, step, error);
        }
      }
    }
    return finding
        .number(ENERGY, energies.getMean())
        .number(ERROR, errors.getMean())
        .number(UNREST, errors.getStandardDeviation());
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("texture energy, " + PIXELS, seed -> seed.number(PIXELS, ENERGY))
            .isAtMost(0.2),
        Expectation.that("texture energy, " + MUCH, seed -> seed.number(MUCH, ENERGY))
            .isAtLeast(0.5),
        Expectation.that(
                "pixel error, " + MUCH + " over " + PIXELS, seed -> seed.ratio(MUCH, PIXELS, ERROR))
            .isAtLeast(1.2),
        Expectation.that(
                "unrest, " + MUCH + " over " + PIXELS, seed -> seed.ratio(MUCH, PIXELS, UNREST))
            .isAtLeast(1.5));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(ENERGY, "texture", "step", "texture energy (share of real signals)"),
        Panel.lines(ERROR, "pixels", "step", "mean squared error").logarithmicY());
  }
}
