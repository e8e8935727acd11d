package io.dptrain.examples.lab.gan;

import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.examples.gan.data.Ring;
import io.dptrain.examples.lab.model.Activation;
import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import io.dptrain.examples.lab.model.LabRun;
import io.dptrain.examples.lab.model.Net;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A Wasserstein GAN that learns a ring of eight Gaussians. The critic learns by Adam, the generator
 * by gradient descent, which does not hide how large its gradient is.
 *
 * <p><b>Source</b>: Arjovsky et al., Wasserstein GAN, 2017, for the loss; Metz et al., Unrolled
 * Generative Adversarial Networks, 2017, for the ring.
 */
final class PointGan implements AutoCloseable {
  /** The steepest slope of the critic at probed points: its Lipschitz constant or less. */
  static final String SLOPE = "steepest slope";

  /** The energy distance of generated points from real ones, at the end. */
  static final String DISTANCE = "energy distance";

  /** The longest gradient of the generator over all its steps. */
  static final String GRADIENT = "longest gradient";

  /** Units of each hidden layer. */
  static final int WIDTH = 32;

  private static final Ring RING = new Ring(8, 2, 0.1);
  private static final int BATCH = 64;
  private static final int NOISE = 4;
  private static final int SAMPLES = 128;

  /** Steps from one measurement to the next. */
  private static final int EVERY = 20;

  /** Where points have flown away, and training ends. */
  private static final double FAR = 1_000;

  private final LabGraph lab = new LabGraph();
  private final Placeholder<TFloat32> noise = lab.input(-1, NOISE);
  private final Placeholder<TFloat32> real = lab.input(-1, 2);
  private final List<Op> criticStep = new ArrayList<>();
  private final ClippedOptimizer generatorOptimizer;
  private final Op generatorStep;
  private final Operand<TFloat32> generated;
  private final Operand<TFloat32> slopes;

  private PointGan(Taming taming, Trial trial) {
    Random random = trial.random("weights");
    double gain = Math.sqrt(2);
    Net generator = Net.of(lab, "generator", random, Activation.RELU, gain, NOISE, WIDTH, 2);
    Net critic = Net.of(lab, "critic", random, Activation.RELU, gain, 2, WIDTH, WIDTH, 1);
    Critic tamed = Critic.of(lab, critic.layers(), taming);
    generated = generator.apply(noise);
    Operand<TFloat32> ofGenerated =
        lab.mean(tamed.score(taming.listening(lab.tf(), generated, BATCH)));
    Operand<TFloat32> ofReal = tamed.score(real);
    slopes = lab.gradients(ofReal, List.of(real)).get(0);
    Adam adam = new Adam(lab.graph(), "critic", 0.005f, 0.5f, 0.9f, 1e-8f);
    criticStep.addAll(tamed.updates());
    criticStep.add(
        lab.minimize(
            taming.around(adam),
            lab.tf().math.sub(ofGenerated, lab.mean(ofReal)),
            critic.variables()));
    GradientDescent descent = new GradientDescent(lab.graph(), 0.1f);
    generatorOptimizer =
        ClippedOptimizer.wrap(descent, GradientClipping.none(), generator.variables());
    generatorStep = generatorOptimizer.minimize(lab.tf().math.neg(ofGenerated));
    lab.initialize();
  }

  /** Trains one, and measures now and then; training ends early if points fly away. */
  static Finding train(Taming taming, Trial trial) {
    int steps = trial.size(500, 140);
    Random random = trial.random("data");
    float[] anywhere = Draw.uniform(trial.random("anywhere"), -3, 3, 2 * SAMPLES);
    float[] noise = Draw.normal(trial.random("noise"), 1, NOISE * SAMPLES);
    Points truth = Points.of(RING.flat(SAMPLES, trial.random("truth")), 2);
    Finding finding = new Finding();
    double steepest = 0;
    double longest = 0;
    double distance = 0;
    try (PointGan gan = new PointGan(taming, trial)) {
      for (int step = 1; step <= steps && distance < FAR; step++) {
        longest = larger(longest, gan.step(random));
        if (step % EVERY == 0) {
          double slope = gan.slope(anywhere);
          steepest = larger(steepest, slope);
          distance = truth.energyDistance(gan.points(noise));
          finding.point(SLOPE, step, slope).point(DISTANCE, step, distance);
        }
      }
    }
    double end = distance < FAR ? distance : Double.POSITIVE_INFINITY;
    return finding.number(SLOPE, steepest).number(GRADIENT, longest).number(DISTANCE, end);
  }

  /** The larger one, or the first if the second is not a number. */
  private static double larger(double a, double b) {
    return b > a ? b : a;
  }

  private double slope(float[] at) {
    return new Points(lab.run().feed(real, at, SAMPLES, 2).fetch(slopes).array(), 2).largestNorm();
  }

  private Points points(float[] of) {
    return new Points(lab.run().feed(noise, of, SAMPLES, NOISE).fetch(generated).array(), 2);
  }

  /** Three steps of the critic, and one of the generator: the norm of its gradient. */
  private double step(Random random) {
    for (int i = 0; i < 3; i++) {
      LabRun run = withNoise(random).feed(real, RING.flat(BATCH, random), BATCH, 2);
      criticStep.forEach(run::target);
      run.go();
    }
    return withNoise(random)
        .target(generatorStep)
        .fetch(generatorOptimizer.report().normBefore())
        .number();
  }

  private LabRun withNoise(Random random) {
    return lab.run().feedNormal(noise, random, BATCH, NOISE);
  }

  @Override
  public void close() {
    lab.close();
  }
}
