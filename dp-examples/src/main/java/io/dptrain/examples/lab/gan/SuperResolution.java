package io.dptrain.examples.lab.gan;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.MathOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

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
  private static final int INPUTS = 2 * Textured.COARSE;
  private static final int FINE = Textured.FINE;
  private static final int BATCH = 64;

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
    Random weights = trial.random("weights");
    Random random = trial.random("data");
    Finding finding = new Finding();
    SummaryStatistics energies = new SummaryStatistics();
    SummaryStatistics errors = new SummaryStatistics();
    int steps = trial.size(1_500, 150);
    double gain = Math.sqrt(2);
    try (LabGraph lab = new LabGraph()) {
      Net generator = Net.of(lab, "generator", weights, Activation.RELU, gain, INPUTS, 48, FINE);
      Net discriminator = Net.of(lab, "judge", weights, Activation.RELU, gain, FINE, 48, 1);
      Placeholder<TFloat32> coarse = lab.input(BATCH, INPUTS);
      Placeholder<TFloat32> real = lab.input(BATCH, FINE);
      Operand<TFloat32> fake = generator.apply(coarse);
      Operand<TFloat32> ofFake = discriminator.apply(fake);
      Operand<TFloat32> error = lab.meanSquaredError(fake, real);
      MathOps math = lab.tf().math;
      Operand<TFloat32> seen = lab.mean(math.softplus(math.neg(ofFake)));
      Operand<TFloat32> ofReal = math.softplus(math.neg(discriminator.apply(real)));
      Operand<TFloat32> judged = lab.mean(math.add(math.softplus(ofFake), ofReal));
      Op judge = step(lab, "judge", discriminator, judged);
      Operand<TFloat32> weighted = math.mul(seen, lab.constant(weight(variant)));
      Op generate = step(lab, "generate", generator, math.add(error, weighted));
      lab.initialize();
      for (int step = 1; step <= steps; step++) {
        float[] noisy = Draw.normal(random, 1, BATCH * INPUTS);
        float[] signals = Textured.signals(random, noisy);
        Supplier<LabRun> fed =
            () -> lab.run().feed(coarse, noisy, BATCH, INPUTS).feed(real, signals, BATCH, FINE);
        fed.get().target(judge).go();
        List<double[]> now = fed.get().target(generate).fetch(fake).fetch(error).arrays();
        double energy = Textured.energy(now.get(0));
        if (step > steps / 2) {
          energies.addValue(energy);
          errors.addValue(now.get(1)[0]);
        }
        if (step % (steps / 50) == 0) {
          finding.point(ENERGY, step, energy).point(ERROR, step, now.get(1)[0]);
        }
      }
    }
    return finding
        .number(ENERGY, energies.getMean())
        .number(ERROR, errors.getMean())
        .number(UNREST, errors.getStandardDeviation());
  }

  private static Op step(LabGraph lab, String name, Net net, Operand<TFloat32> loss) {
    Adam adam = new Adam(lab.graph(), name, 0.005f, 0.5f, 0.9f, 1e-8f);
    return ClippedOptimizer.wrap(adam, GradientClipping.none(), net.variables()).minimize(loss);
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
