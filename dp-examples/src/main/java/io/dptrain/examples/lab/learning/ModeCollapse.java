package io.dptrain.examples.lab.learning;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Curve;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Trial;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A generative adversarial net with the usual momentum of 0.9, whose generator learns faster than
 * its critic, covers few modes of a ring; with a momentum of 0.5 and a critic of five times the
 * rate it covers all.
 *
 * <p><b>Formula</b>: the loss that does not saturate, {@code softplus(-D(G(z)))} for the generator.
 * <b>Source</b>: Goodfellow et al., Generative adversarial nets, 2014; Metz et al., Unrolled
 * generative adversarial networks, 2017 (the ring); Radford, Metz and Chintala, Unsupervised
 * representation learning with deep convolutional generative adversarial networks, 2016 (the
 * momentum); Heusel et al., GANs trained by a two time-scale update rule, 2017 (the rates).
 */
final class ModeCollapse {
  static final String MODES = "modes covered";

  /** The same with less momentum, and a critic of a larger rate. */
  static final String TAMED = "modes covered, tamed";

  /** Updates of the generator for each of the critic: it runs ahead to where the critic is weak. */
  private static final int OF_GENERATOR = 2;

  private static final int NOISE = 4;
  private static final int BATCH = 64;
  private static final int WIDTH = 32;
  private static final int SAMPLES = 500;
  private static final float RATE = 1e-3f;

  private ModeCollapse() {}

  static Finding run(Trial trial) {
    Finding finding = new Finding();
    train(trial, RATE, 0.9f, MODES, finding);
    train(trial, 5 * RATE, 0.5f, TAMED, finding);
    return finding;
  }

  private static void train(
      Trial trial, float criticRate, float momentum, String modes, Finding finding) {
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random("gan");
      Ops tf = lab.tf();
      Net generator =
          Net.of(lab, "generator", random, Activation.RELU, 1.4, NOISE, WIDTH, WIDTH, 2);
      Net critic = Net.of(lab, "critic", random, Activation.RELU, 1.4, 2, WIDTH, WIDTH, 1);
      Placeholder<TFloat32> z = lab.input(-1, NOISE);
      Placeholder<TFloat32> real = lab.input(-1, 2);
      Operand<TFloat32> made = generator.apply(z);
      Operand<TFloat32> score = critic.apply(made);
      Operand<TFloat32> critical =
          tf.math.add(
              lab.mean(tf.math.softplus(score)),
              lab.mean(tf.math.softplus(tf.math.neg(critic.apply(real)))));
      Operand<TFloat32> fooled = lab.mean(tf.math.softplus(tf.math.neg(score)));
      Op trainCritic =
          lab.minimize(adam(lab, "criticAdam", criticRate, momentum), critical, critic.variables());
      Op trainGenerator =
          lab.minimize(adam(lab, "generatorAdam", RATE, momentum), fooled, generator.variables());
      lab.initialize();
      int updates = trial.size(2_000, 400);
      for (int update = 1; update <= updates; update++) {
        noise(lab, z, random, BATCH)
            .feed(real, FailureModes.RING.flat(BATCH, random), BATCH, 2)
            .target(trainCritic)
            .go();
        for (int i = 0; i < OF_GENERATOR; i++) {
          noise(lab, z, random, BATCH).target(trainGenerator).go();
        }
        if (update % (updates / 20) == 0) {
          double[] samples = noise(lab, z, random, SAMPLES).fetch(made).array();
          finding.point(modes, update, quality(samples).modes());
        }
      }
      finding.number(modes, late(finding.curve(modes)));
    }
  }

  /** The mean over the second half. */
  private static double late(Curve curve) {
    return curve.y().stream()
        .skip(curve.y().size() / 2)
        .mapToDouble(covered -> covered)
        .average()
        .orElseThrow();
  }

  private static Adam adam(LabGraph lab, String name, float rate, float momentum) {
    return new Adam(lab.graph(), name, rate, momentum, 0.999f, 1e-8f);
  }

  private static SampleQuality quality(double[] samples) {
    return SampleQuality.of(FailureModes.RING, Ring.points(samples));
  }

  private static LabRun noise(LabGraph lab, Placeholder<TFloat32> z, Random random, int size) {
    return lab.run().feedNormal(z, random, size, NOISE);
  }
}
