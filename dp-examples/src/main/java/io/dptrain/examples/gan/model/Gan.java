package io.dptrain.examples.gan.model;

import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import io.dptrain.core.training.PrivateTrainerBuilder;
import io.dptrain.examples.run.SideBySide;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One GAN in training. Owns a graph and a session, which computes in the thread that calls it: two
 * of them in two threads do not wait for each other. Not thread safe.
 */
public final class Gan implements AutoCloseable {
  private static final int SAMPLES = 2_500;
  private static final float BETA_ONE = 0.5f;
  private static final double DECAY = 0.995;

  private final Graph graph = new Graph();
  private final Networks networks;
  private final Discriminator discriminator;
  private final Op generatorUpdate;
  private final Perceptron average;
  private final Operand<TFloat32> samples;
  private final Session session;

  /**
   * A GAN with fresh weights.
   *
   * @param batchSize points in one step; expected ones in a private step
   * @param seed of everything but the noise and the batches of private steps
   */
  public Gan(Recipe recipe, RingData data, int batchSize, long seed) {
    Ops tf = Ops.create(graph);
    this.networks = Networks.build(tf, recipe, batchSize, seed);
    Optimizer wrapped = discriminatorOptimizer(recipe);
    this.discriminator =
        recipe
            .controls()
            .privacy()
            .<Discriminator>map(
                privacy -> new PrivateDiscriminator(networks, wrapped, privacy, data, batchSize))
            .orElseGet(
                () -> new OrdinaryDiscriminator(tf, networks, wrapped, data, batchSize, seed));
    this.generatorUpdate =
        ClippedOptimizer.wrap(
                adam("generator", recipe.generatorRate()),
                GradientClipping.none(),
                networks.generator().variables())
            .minimize(networks.generatorLoss());
    this.average = networks.generator().averaged(tf, DECAY, generatorUpdate);
    this.samples = average.apply(tf, Networks.fixedNoise(tf, SAMPLES));
    this.session = new Session(graph, SideBySide.ONE_THREAD);
    session.initialize();
  }

  private Optimizer discriminatorOptimizer(Recipe recipe) {
    Optimizer adam = adam("discriminator", recipe.discriminatorRate());
    return recipe.controls().weights().map(clipping -> clipping.around(adam)).orElse(adam);
  }

  private Optimizer adam(String name, double rate) {
    return new Adam(
        graph, name, (float) rate, BETA_ONE, Adam.BETA_TWO_DEFAULT, Adam.EPSILON_DEFAULT);
  }

  /** The loop of the discriminator's steps. */
  public PrivateTrainerBuilder loop() {
    return discriminator.loop(session);
  }

  /** One step of the generator, which sees no real point. */
  public void trainGenerator() {
    Session.Runner runner = session.runner().addTarget(generatorUpdate);
    average.updates().forEach(runner::addTarget);
    runner.run().close();
  }

  /**
   * What a generator makes of noise, always the same noise. Its weights are a moving average of
   * those that are trained. <b>Shape</b> {@code [2500, 2]}. <b>Source</b>: Yazici et al., The
   * Unusual Effectiveness of Averaging in GAN Training, 2019.
   */
  public float[][] samples() {
    try (Result result = session.runner().fetch(samples).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[][] points = new float[SAMPLES][2];
      tensor
          .scalars()
          .forEachIndexed((at, value) -> points[(int) at[0]][(int) at[1]] = value.getFloat());
      return points;
    }
  }

  /** The private optimizer, if the discriminator is private. */
  public Optional<DpOptimizer> optimizer() {
    return discriminator.optimizer();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
