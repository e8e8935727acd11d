package io.dptrain.core.mechanism;

import io.dptrain.core.Checks;
import io.dptrain.core.Scalars;
import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.noise.RandomBits;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.random.StatelessRandomGetKeyCounter;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Gaussian noise that is drawn inside the graph, on the device that holds the gradients, from a
 * fresh 128-bit seed per variable and step.
 *
 * <p><b>Formula</b>: noise = {@code noiseMultiplier * l2Sensitivity} times a standard normal.
 * <b>Range</b>: Box-Muller from 32 random bits in single precision ends near 5.7 standard
 * deviations, and a normal value does not. <b>Error</b>: epsilon is that of normal noise, and delta
 * leaves out the chance of about {@code 4e-8 sqrt(d) / noiseMultiplier}, in each step that an
 * example takes part in, that a value comes to lie where only one of two neighbors can have it; its
 * gradient is then spread evenly over {@code d} parameters.
 *
 * <p><b>What it is</b>: Philox 4x32-10 and Box-Muller, a statistical generator. The seeds are
 * unpredictable, but Philox is not a cipher and nobody has shown that its stream cannot be told
 * from random by someone who sees many outputs. For large models on a GPU where {@link HostNoise}
 * would cost too much.
 *
 * <p>Not thread safe; one step at a time.
 */
public final class InGraphNoise implements NoiseMechanism {
  private static final int PHILOX = 1;

  private final RandomBits bits;
  private Placeholder<TInt64> seeds;
  private int count;

  private InGraphNoise(RandomBits bits) {
    this.bits = bits;
  }

  /** Noise whose seeds come from a generator. */
  public static InGraphNoise of(RandomBits bits) {
    return new InGraphNoise(bits);
  }

  @Override
  public <T extends TFloating> List<Output<T>> addNoise(
      Ops tf, ClippedSum<T> sum, double noiseMultiplier) {
    Checks.state(seeds == null, "a noise mechanism serves one graph: create a new one");
    float stdDev = NoiseStdDev.inSinglePrecision(noiseMultiplier * sum.l2Sensitivity());
    count = sum.sums().size();
    seeds =
        tf.withName("noise_seeds_that_only_DpOptimizer_step_feeds")
            .placeholder(TInt64.class, Placeholder.shape(Shape.of(count, 2)));
    List<Output<T>> noised = new ArrayList<>();
    for (Output<T> clipped : sum.sums()) {
      Operand<T> noise = standardNormal(tf, noised.size(), clipped);
      Operand<T> scale = Scalars.like(tf, stdDev, clipped);
      noised.add(tf.math.add(clipped, tf.math.mul(noise, scale)).asOutput());
    }
    return noised;
  }

  private <T extends TFloating> Operand<T> standardNormal(Ops tf, int index, Output<T> like) {
    Operand<TInt64> seed =
        tf.reshape(
            tf.slice(seeds, tf.constant(new int[] {index, 0}), tf.constant(new int[] {1, 2})),
            tf.constant(new int[] {2}));
    StatelessRandomGetKeyCounter key = tf.random.statelessRandomGetKeyCounter(seed);
    return tf.random.statelessRandomNormalV2(
        tf.constant(like.shape().asArray()),
        key.key(),
        key.counter(),
        tf.constant(PHILOX),
        like.type());
  }

  @Override
  public boolean takesSums() {
    return false;
  }

  @Override
  public StepNoise draw(StepSums sums) {
    long[][] fresh = new long[count][2];
    for (long[] seed : fresh) {
      seed[0] = bits.nextLong();
      seed[1] = bits.nextLong();
    }
    return new Seeds(TInt64.tensorOf(StdArrays.ndCopyOf(fresh)));
  }

  @Override
  public boolean reproducible() {
    return bits.reproducible();
  }

  @Override
  public String description() {
    return "in the graph, Philox 4x32-10 with a fresh 128-bit seed per variable and step:"
        + " unpredictable seeds, statistical generator, not cryptographically strong";
  }

  private final class Seeds implements StepNoise {
    private final TInt64 tensor;

    private Seeds(TInt64 tensor) {
      this.tensor = tensor;
    }

    @Override
    public void feed(Session.Runner runner) {
      runner.feed(seeds, tensor);
    }

    @Override
    public void close() {
      tensor.close();
    }
  }
}
