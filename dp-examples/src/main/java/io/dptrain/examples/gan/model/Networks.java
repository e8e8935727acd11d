package io.dptrain.examples.gan.model;

import io.dptrain.core.stability.backprop.BackpropClipping;
import io.dptrain.core.stability.weights.SpectralNormalization;
import io.dptrain.examples.gan.model.Recipe.LipschitzBound;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.random.RandomStandardNormal;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Generator and discriminator with their losses, as a graph.
 *
 * <p><b>Formula</b>: {@code log(1 + exp(-d(x))) + log(1 + exp(d(g(z))))} for the discriminator, and
 * the mean of {@code log(1 + exp(-d(g(z))))} for the generator. <b>Source</b>: Goodfellow et al.,
 * Generative Adversarial Nets, 2014, section 3, with the generator's loss that does not saturate.
 *
 * <p>The discriminator's loss has one entry for each real point, which is paired with one generated
 * point. The generator's loss reads no real point. The latent noise of both is drawn inside of the
 * graph, so the real points are all that is fed.
 *
 * @param real <b>Shape</b> {@code [batch, 2]}
 * @param discriminatorLoss <b>Shape</b> {@code [batch]}
 * @param generatorLoss <b>Shape</b> {@code []}
 */
record Networks(
    Perceptron generator,
    Perceptron discriminator,
    Placeholder<TFloat32> real,
    Operand<TFloat32> discriminatorLoss,
    Operand<TFloat32> generatorLoss) {
  private static final int LATENT = 8;
  private static final int WIDTH = 64;
  private static final long NOISE_SEED = 2;

  /**
   * Adds both networks to a graph.
   *
   * @param batchSize points in one step of the generator
   * @param seed of the initial weights and the latent noise. A private loss refuses noise that is
   *     seeded, and draws it anew in each run
   */
  static Networks build(Ops tf, Recipe recipe, int batchSize, long seed) {
    Random random = new Random(seed);
    Optional<SpectralNormalization> normalization =
        recipe.controls().lipschitz().map(LipschitzBound::normalization);
    return new Builder(
            tf,
            recipe,
            random,
            Perceptron.of(tf, random, Optional.empty(), LATENT, WIDTH, WIDTH, 2),
            Perceptron.of(tf, random, normalization, 2, WIDTH, WIDTH, 1))
        .networks(batchSize);
  }

  /** Noise for a generator, always the same. <b>Shape</b> {@code [samples, latent width]}. */
  static Operand<TFloat32> fixedNoise(Ops tf, int samples) {
    Random random = new Random(NOISE_SEED);
    float[] values = new float[samples * LATENT];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return tf.constant(Shape.of(samples, LATENT), DataBuffers.of(values));
  }

  /** The parts of the graph, in the order in which random numbers are taken for them. */
  private record Builder(
      Ops tf, Recipe recipe, Random random, Perceptron generator, Perceptron discriminator) {

    Networks networks(int batchSize) {
      Placeholder<TFloat32> real =
          tf.withName("real").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      return new Networks(
          generator, discriminator, real, discriminatorLoss(real), generatorLoss(batchSize));
    }

    private Operand<TFloat32> discriminatorLoss(Operand<TFloat32> real) {
      Operand<TInt32> rows =
          tf.slice(tf.shape(real), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
      Operand<TFloat32> noise =
          recipe.controls().privacy().isPresent() ? noise(rows) : seededNoise(rows);
      Operand<TFloat32> generated = tf.stopGradient(generator.apply(tf, noise));
      Operand<TFloat32> score = score(real);
      Operand<TFloat32> loss =
          tf.math.add(tf.math.softplus(tf.math.neg(score)), tf.math.softplus(score(generated)));
      return recipe
          .controls()
          .penalty()
          .<Operand<TFloat32>>map(penalty -> tf.math.add(loss, penalty.penalty(tf, score, real)))
          .orElse(loss);
    }

    private Operand<TFloat32> generatorLoss(int batchSize) {
      Operand<TFloat32> generated = generator.apply(tf, seededNoise(rows(batchSize)));
      Operand<TFloat32> judged =
          recipe
              .controls()
              .signal()
              .map(rule -> BackpropClipping.clipSignal(tf, generated, rule))
              .orElse(generated);
      return tf.math.mean(tf.math.softplus(tf.math.neg(score(judged))), tf.constant(0));
    }

    /** <b>Shape</b> {@code [batch, 2] -> [batch]}. */
    private Operand<TFloat32> score(Operand<TFloat32> points) {
      Operand<TFloat32> score =
          tf.reshape(discriminator.apply(tf, points), tf.constant(new int[] {-1}));
      return recipe
          .controls()
          .lipschitz()
          .<Operand<TFloat32>>map(
              bound -> tf.math.mul(score, tf.constant((float) bound.constant())))
          .orElse(score);
    }

    private Operand<TInt32> rows(int rows) {
      return tf.constant(new int[] {rows});
    }

    private Operand<TFloat32> noise(Operand<TInt32> rows) {
      return tf.random.randomStandardNormal(latent(rows), TFloat32.class);
    }

    /** Noise that comes again in the next run of the program. */
    private Operand<TFloat32> seededNoise(Operand<TInt32> rows) {
      return tf.random.randomStandardNormal(
          latent(rows),
          TFloat32.class,
          RandomStandardNormal.seed(random.nextLong()),
          RandomStandardNormal.seed2(1L));
    }

    private Operand<TInt32> latent(Operand<TInt32> rows) {
      return tf.concat(List.of(rows, tf.constant(new int[] {LATENT})), tf.constant(0));
    }
  }
}
