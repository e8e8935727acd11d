package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.RealMatrix;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A discriminator learns from correlated features as slowly as their covariance is ill-conditioned,
 * and soon from the same features whitened.
 *
 * <p>A logistic regression tells real from generated examples: Gaussians of unit covariance whose
 * means are two apart, squeezed along random directions. It descends at the rate one over its
 * largest curvature. <b>Formula</b>: whitened features are {@code C^(-1/2) (x - mean)} with the
 * covariance C; the best discriminator is the same for both. The slowest direction needs about as
 * many steps as the condition number of C. <b>Source</b>: LeCun et al., Efficient BackProp, 1998,
 * sections 4.3 and 5.1.
 */
public final class Whitening implements Experiment {
  private static final int FEATURES = Correlated.FEATURES;
  private static final int EXAMPLES = Correlated.EXAMPLES;

  private static final String RAW = "raw";
  private static final String SCALED = "scaled";
  private static final String WHITE = "whitened";
  private static final String STEPS = "steps to learn";
  private static final String CONDITION = "condition number";
  private static final String LOSS = "excess loss";

  @Override
  public String name() {
    return "whitening";
  }

  @Override
  public String claim() {
    return "A discriminator needs many times the steps on correlated features than on the same"
        + " features whitened; scaling each feature alone helps little.";
  }

  @Override
  public List<String> variants() {
    return List.of(RAW, SCALED, WHITE);
  }

  @Override
  public Finding run(String variant, Trial trial) {
    Random random = trial.random();
    RealMatrix latent = Correlated.latent(random);
    RealMatrix raw = latent.multiply(Correlated.squeeze(random));
    RealMatrix features =
        switch (variant) {
          case SCALED -> Correlated.scaled(raw);
          case WHITE -> Correlated.whitened(raw);
          default -> raw;
        };
    double[] spectrum = Correlated.spectrum(features);
    Finding finding = new Finding().number(CONDITION, spectrum[0] / spectrum[FEATURES - 1]);
    int most = trial.size(5_000, 800);
    return finding.number(
        STEPS, descend(features, Correlated.best(latent), 4 / spectrum[0], most, finding));
  }

  /** Descends until the loss is as low as the best, and tells after how many steps. */
  private static int descend(
      RealMatrix features, double best, double rate, int most, Finding finding) {
    try (LabGraph lab = new LabGraph()) {
      float[] towards = new float[EXAMPLES * FEATURES];
      for (int i = 0; i < towards.length; i++) {
        int example = i / FEATURES;
        towards[i] = (float) (Correlated.label(example) * features.getEntry(example, i % FEATURES));
      }
      Variable<TFloat32> weights = lab.variable("weights", new float[FEATURES], FEATURES, 1);
      Operand<TFloat32> margins =
          lab.tf().linalg.matMul(lab.constant(towards, EXAMPLES, FEATURES), weights);
      Operand<TFloat32> loss = lab.mean(lab.tf().math.softplus(lab.tf().math.neg(margins)));
      Op update = new GradientDescent(lab.graph(), (float) rate).minimize(loss);
      lab.initialize();
      int step = 0;
      double excess = Double.POSITIVE_INFINITY;
      while (step < most && excess > 0) {
        excess = lab.run().target(update).fetch(loss).number() - best;
        finding.point(LOSS, ++step, excess);
      }
      return step;
    }
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that("steps, raw over whitened", seed -> seed.ratio(RAW, WHITE, STEPS))
            .isAtLeast(10),
        Expectation.that("steps, scaled over whitened", seed -> seed.ratio(SCALED, WHITE, STEPS))
            .isAtLeast(10),
        Expectation.that("condition number, whitened", seed -> seed.number(WHITE, CONDITION))
            .isBetween(1, 1.001));
  }

  @Override
  public List<Panel> panels() {
    return List.of(
        Panel.lines(LOSS, "learning", "step", "loss above the best (nats)")
            .logarithmicX()
            .logarithmicY(),
        Panel.dots(STEPS, "until as good as the best", "steps").logarithmicX());
  }
}
