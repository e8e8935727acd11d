package io.dptrain.examples.lab.learning;

import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.gan.data.SampleQuality;
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
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A diffusion model evaluates its net many times for one sample, a generator once.
 *
 * <p><b>Formula</b>: at time {@code t} from 0 to 1 a point is {@code cos(pi t / 2) x + sin(pi t /
 * 2) n} with normal {@code n}, which the net estimates; a sample goes from time 1 to 0 in equal
 * steps without new noise. <b>Source</b>: Ho, Jain and Abbeel, Denoising diffusion probabilistic
 * models, 2020; Song, Meng and Ermon, Denoising diffusion implicit models, 2021 (the steps).
 */
final class DiffusionCost {
  static final String NEAR = "diffusion samples near a mode";
  static final String NEEDED = "evaluations";

  private static final List<Integer> STEPS = List.of(1, 2, 4, 8, 16, 32);

  /** At time 1 nothing is left to estimate the point from. */
  private static final double LAST_TIME = 0.98;

  /** Of the share near a mode that the most evaluations reach. */
  private static final double ENOUGH = 0.8;

  private static final int BATCH = 128;
  private static final int SAMPLES = 500;
  private static final float RATE = 0.003f;

  private DiffusionCost() {}

  static Finding run(Trial trial) {
    Finding finding = new Finding();
    try (LabGraph lab = new LabGraph()) {
      Random random = trial.random("diffusion");
      Net net = Net.of(lab, "net", random, Activation.ELU, 1.2, 3, 48, 48, 2);
      Placeholder<TFloat32> x = lab.input(-1, 3);
      Placeholder<TFloat32> noise = lab.input(-1, 2);
      Operand<TFloat32> estimate = net.apply(x);
      Op train = new Adam(lab.graph(), RATE).minimize(lab.meanSquaredError(estimate, noise));
      lab.initialize();
      for (int update = 0; update < trial.size(3000, 300); update++) {
        float[] n = Draw.normal(random, 1, 2 * BATCH);
        lab.run().feed(x, noisy(random, n), BATCH, 3).feed(noise, n, BATCH, 2).target(train).go();
      }
      for (int steps : STEPS) {
        float[][] samples = Ring.points(samples(lab, x, estimate, random, steps));
        finding.point(NEAR, steps, SampleQuality.of(FailureModes.RING, samples).highQuality());
      }
    }
    List<Double> near = finding.curve(NEAR).y();
    double most = near.get(near.size() - 1);
    int needed = 0;
    while (near.get(needed) < ENOUGH * most) {
      needed++;
    }
    return finding.number(NEAR, most).number(NEEDED, STEPS.get(needed));
  }

  /** Points of the ring with noise, each with its time. <b>Shape</b> {@code [BATCH, 3]} */
  private static float[] noisy(Random random, float[] noise) {
    float[] points = FailureModes.RING.flat(BATCH, random);
    float[] inputs = new float[3 * BATCH];
    for (int i = 0; i < BATCH; i++) {
      double time = LAST_TIME * random.nextDouble();
      for (int k = 0; k < 2; k++) {
        inputs[3 * i + k] =
            (float) (share(time) * points[2 * i + k] + noiseShare(time) * noise[2 * i + k]);
      }
      inputs[3 * i + 2] = (float) time;
    }
    return inputs;
  }

  private static double share(double time) {
    return Math.cos(Math.PI / 2 * time);
  }

  private static double noiseShare(double time) {
    return Math.sin(Math.PI / 2 * time);
  }

  private static double[] samples(
      LabGraph lab, Placeholder<TFloat32> x, Operand<TFloat32> estimate, Random random, int steps) {
    double[] points = new double[2 * SAMPLES];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian();
    }
    for (int step = steps; step > 0; step--) {
      double time = LAST_TIME * step / steps;
      double next = LAST_TIME * (step - 1) / steps;
      float[] inputs = new float[3 * SAMPLES];
      for (int i = 0; i < points.length; i++) {
        inputs[i / 2 * 3 + i % 2] = (float) points[i];
        inputs[i / 2 * 3 + 2] = (float) time;
      }
      double[] noise = lab.run().feed(x, inputs, SAMPLES, 3).fetch(estimate).array();
      for (int i = 0; i < points.length; i++) {
        double clean = (points[i] - noiseShare(time) * noise[i]) / share(time);
        points[i] = share(next) * clean + noiseShare(next) * noise[i];
      }
    }
    return points;
  }
}
