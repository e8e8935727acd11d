package io.dptrain.examples.lab.gan;

import io.dptrain.examples.report.Median;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A GAN that grows from coarse to fine bears a rate at which one of full resolution from the start
 * goes astray, if each finer layer is faded in.
 *
 * <p>Signals of 32 samples are learned at 4, 8, 16 and 32 samples, a quarter of the steps each;
 * weights are kept. A new layer is there in full at once, or its part grows from zero to one in the
 * first half of its quarter. All variants make as many steps with the same data and the same first
 * weights. <b>Formula</b>: of {@link Pyramid}; the distance on the way is the mean over training,
 * that at the end the mean over its last eighth, where the growing one is mostly nearer, too. There
 * is no such gain from a smaller rate: at a tenth of it both are as near to the data. Nor with
 * spectral normalization of the critic: then the full GAN comes nearer. <b>Source</b>: Karras et
 * al., Progressive Growing of GANs, 2018, section 2.
 */
public final class CoarseToFine implements Experiment {
  private static final String FULL = "full from the start";
  private static final String FADED = "grown, faded in";
  private static final String SUDDEN = "grown, at once";
  private static final Waves WAVES = new Waves(3);
  private static final int SAMPLES = 128;
  private static final int POINTS = 40;

  private static final String DISTANCE = "energy distance";
  private static final String WAY = "distance on the way";
  private static final String GRADIENT = "gradient norm";

  @Override
  public String name() {
    return "coarse-to-fine";
  }

  @Override
  public String claim() {
    return "At a large rate, with an untamed critic, a GAN that grows from coarse to fine is nearer"
        + " to the data on the way than one of full resolution from the start, with smaller"
        + " gradients; fading in spares it jumps.";
  }

  @Override
  public List<String> variants() {
    return List.of(FULL, FADED, SUDDEN);
  }

  /** How many finer layers are there, when so much of the training is done. */
  private static double level(String variant, double done) {
    int finest = WAVES.textures();
    double stage = done * (finest + 1);
    double full = Math.floor(stage);
    return switch (variant) {
      case FADED -> Math.max(0, full - 1 + Math.min(1, 2 * (stage - full)));
      case SUDDEN -> full;
      default -> finest;
    };
  }

  @Override
  public Finding run(String variant, Trial trial) {
    int steps = trial.size(600, 320);
    Random random = trial.random("data");
    Points truth = Points.of(WAVES.draw(trial.random("truth"), SAMPLES), WAVES.size());
    double[] norms = new double[steps];
    Finding finding = new Finding();
    try (GrowingGan gan = new GrowingGan(trial.random("weights"), WAVES)) {
      for (int step = 0; step < steps; step++) {
        double level = level(variant, (double) step / steps);
        norms[step] = gan.step(random, level);
        if ((step + 1) % (steps / POINTS) == 0) {
          double[] samples = gan.samples(trial.random("noise"), SAMPLES, level);
          double distance = truth.energyDistance(new Points(samples, WAVES.size()));
          finding.point(DISTANCE, step + 1, distance);
          finding.point(GRADIENT, step + 1, norm(norms, step + 1));
        }
      }
    }
    return finding
        .number(DISTANCE, mean(finding, 7 * POINTS / 8))
        .number(WAY, mean(finding, 0))
        .number(GRADIENT, Median.of(norms));
  }

  private static double mean(Finding finding, int from) {
    return finding.curve(DISTANCE).y().stream()
        .skip(from)
        .mapToDouble(distance -> distance)
        .average()
        .orElseThrow();
  }

  private static double norm(double[] norms, int end) {
    return Median.of(Arrays.copyOfRange(norms, Math.max(0, end - 15), end));
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("on the way, full over faded in", s -> s.ratio(FULL, FADED, WAY))
            .isAtLeast(1.15),
        Expectation.that("on the way, at once over faded in", s -> s.ratio(SUDDEN, FADED, WAY))
            .isAtLeast(1.02),
        Expectation.that("gradient norm, full over faded in", s -> s.ratio(FULL, FADED, GRADIENT))
            .isAtLeast(1.2));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(DISTANCE, "the generator", "step", "energy distance from the data")
            .logarithmicY(),
        Panel.lines(GRADIENT, "its gradient", "step", "norm (l2, median of 15 steps)")
            .logarithmicY());
  }
}
