package io.dptrain.examples.lab.learning;

import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A variational auto-encoder leaves its latent variable unused if the weight of its KL divergence
 * is too large, or if the decoder does without.
 *
 * <p>A point has turned on a circle, with noise. The encoder sees it; the decoder sees the latent
 * variable, and the strong one also the point before the turn, which says all but the noise.
 * <b>Formula</b>: {@code |x - decoder|^2 / (2 sigma^2) + beta KL}. <b>Source</b>: Bowman et al.,
 * Generating sentences from a continuous space, 2016 (strong decoders); Higgins et al., beta-VAE,
 * 2017; Lucas et al., Don't blame the ELBO!, 2019 (collapse if {@code beta sigma^2} is above the
 * variance of the data).
 */
final class PosteriorCollapse {
  static final String KL = "KL";
  static final String KL_LARGE_BETA = "KL, beta 100";
  static final String KL_STRONG = "KL, strong decoder";

  private static final int LATENT = 2;
  private static final int BATCH = 64;
  private static final double SIGMA = 0.2;
  private static final float RATE = 0.005f;

  private PosteriorCollapse() {}

  static Finding run(Trial trial) {
    Finding finding = new Finding();
    for (double beta :
        trial.isSmall() ? List.of(1.0, 100.0) : List.of(0.3, 1.0, 3.0, 10.0, 30.0, 100.0)) {
      finding.point(KL, beta, kl(trial, beta, false));
    }
    List<Double> ofBeta = finding.curve(KL).y();
    return finding
        .number(KL, ofBeta.get(trial.size(1, 0)))
        .number(KL_LARGE_BETA, ofBeta.get(ofBeta.size() - 1))
        .number(KL_STRONG, kl(trial, 1, true));
  }

  /** In nats, the mean over the last tenth of training. */
  private static double kl(Trial trial, double beta, boolean isStrong) {
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random("vae");
      Ops tf = lab.tf();
      Placeholder<TFloat32> before = lab.input(-1, 2);
      Placeholder<TFloat32> x = lab.input(-1, 2);
      Placeholder<TFloat32> noise = lab.input(-1, LATENT);
      Operand<TFloat32> mean =
          Net.of(lab, "mean", random, Activation.TANH, 1, 2, 32, LATENT).apply(x);
      Operand<TFloat32> logStdDev =
          Net.of(lab, "deviation", random, Activation.TANH, 1, 2, 32, LATENT).apply(x);
      Operand<TFloat32> z = tf.math.add(mean, tf.math.mul(noise, tf.math.exp(logStdDev)));
      Net decoder =
          Net.of(lab, "decoder", random, Activation.TANH, 1, isStrong ? LATENT + 2 : LATENT, 32, 2);
      Operand<TFloat32> seen = isStrong ? tf.concat(List.of(z, before), tf.constant(1)) : z;
      // Means over all entries, times two of them.
      Operand<TFloat32> misfit = lab.meanSquaredError(decoder.apply(seen), x);
      Operand<TFloat32> kl = tf.math.mul(kl(lab, mean, logStdDev), lab.constant(LATENT));
      Operand<TFloat32> loss =
          tf.math.add(
              tf.math.mul(misfit, lab.constant(1 / (SIGMA * SIGMA))),
              tf.math.mul(kl, lab.constant(beta)));
      Op train = new Adam(lab.graph(), RATE).minimize(loss);
      lab.initialize();
      int updates = trial.size(1500, 150);
      double sum = 0;
      for (int update = 0; update < updates; update++) {
        float[] points = Draw.normal(random, SIGMA, 2 * BATCH);
        float[] starts = turn(random, points);
        double now =
            lab.run()
                .feed(before, starts, BATCH, 2)
                .feed(x, points, BATCH, 2)
                .feedNormal(noise, random, BATCH, LATENT)
                .target(train)
                .fetch(kl)
                .number();
        sum += update >= updates * 9 / 10 ? now : 0;
      }
      return sum / (updates - updates * 9 / 10);
    }
  }

  /** {@code (mean^2 + std^2 - 1) / 2 - log std}, the mean over all entries. */
  private static Operand<TFloat32> kl(
      LabGraph lab, Operand<TFloat32> mean, Operand<TFloat32> logStdDev) {
    Ops tf = lab.tf();
    Operand<TFloat32> variance = tf.math.exp(tf.math.mul(logStdDev, lab.constant(2)));
    Operand<TFloat32> squares = tf.math.add(tf.math.square(mean), variance);
    Operand<TFloat32> halved =
        tf.math.mul(tf.math.sub(squares, lab.constant(1)), lab.constant(0.5));
    return lab.mean(tf.math.sub(halved, logStdDev));
  }

  /** Adds turned points to noise, and gives the points before the turn. */
  private static float[] turn(Random random, float[] noise) {
    float[] starts = new float[noise.length];
    for (int i = 0; i < noise.length; i += 2) {
      double angle = 2 * Math.PI * random.nextDouble();
      starts[i] = (float) Math.cos(angle);
      starts[i + 1] = (float) Math.sin(angle);
      noise[i] += (float) Math.cos(angle + 1);
      noise[i + 1] += (float) Math.sin(angle + 1);
    }
    return starts;
  }
}
