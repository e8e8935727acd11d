package io.dptrain.core.noise;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.internal.StepInputs;
import io.dptrain.core.random.RandomBits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.random.StatelessRandomGetKeyCounter;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Gaussian noise that is drawn inside the graph of the update, on the device that holds the
 * variables, from a fresh 128-bit seed per variable and step. Clipped sums, seeds and the standard
 * deviation of the step are fed.
 *
 * <p><b>Formula</b>: noise = {@code noiseStdDev} times a standard normal. <b>Range</b>: Box-Muller
 * from 32 random bits in single precision ends near 5.7 standard deviations, and a normal value
 * does not. <b>Error</b>: epsilon is that of normal noise, and delta leaves out the chance of about
 * {@code 4e-8 sqrt(d) / noiseMultiplier}, in each step that an example takes part in, that a value
 * comes to lie where only one of two neighbors can have it; its gradient is then spread evenly over
 * {@code d} parameters.
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
  private final AtomicBoolean attached = new AtomicBoolean();

  private InGraphNoise(RandomBits bits) {
    this.bits = bits;
  }

  /** Noise whose seeds come from a generator. */
  public static InGraphNoise of(RandomBits bits) {
    return new InGraphNoise(bits);
  }

  @Override
  public <T extends TFloating> AttachedNoise<T> attach(Ops tf, SumForm<T> form) {
    Checks.state(!attached.getAndSet(true), "a noise mechanism serves one graph: create a new one");
    int count = form.shapes().size();
    Placeholder<TInt64> seeds =
        tf.withName(StepInputs.name("noise_seeds"))
            .placeholder(TInt64.class, Placeholder.shape(Shape.of(count, 2)));
    Placeholder<TFloat32> stdDev =
        tf.withName(StepInputs.name("noise_std_dev"))
            .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<T> scale = tf.dtypes.cast(stdDev, form.type());
    List<Placeholder<T>> clipped = new ArrayList<>();
    List<Output<T>> noised = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Placeholder<T> sum =
          tf.withName(StepInputs.name("clipped_sum"))
              .placeholder(form.type(), Placeholder.shape(form.shapes().get(i)));
      Operand<T> noise = standardNormal(tf, seeds, i, sum.asOutput());
      clipped.add(sum);
      noised.add(tf.math.add(sum, tf.math.mul(noise, scale)).asOutput());
    }
    return new Seeded<>(bits, seeds, stdDev, List.copyOf(clipped), List.copyOf(noised));
  }

  private static <T extends TFloating> Operand<T> standardNormal(
      Ops tf, Operand<TInt64> seeds, int index, Output<T> like) {
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
  public boolean reproducible() {
    return bits.reproducible();
  }

  @Override
  public String description() {
    return "in the graph, Philox 4x32-10 with a fresh 128-bit seed per variable and step:"
        + " unpredictable seeds, statistical generator, not cryptographically strong";
  }

  private record Seeded<T extends TFloating>(
      RandomBits bits,
      Placeholder<TInt64> seeds,
      Placeholder<TFloat32> stdDev,
      List<Placeholder<T>> clipped,
      List<Output<T>> noised)
      implements AttachedNoise<T> {

    @Override
    public StepNoise draw(StepSums sums, float noiseStdDev) {
      long[][] fresh = new long[clipped.size()][2];
      for (long[] seed : fresh) {
        seed[0] = bits.nextLong();
        seed[1] = bits.nextLong();
      }
      SeededSums<T> step =
          new SeededSums<>(
              this, TInt64.tensorOf(StdArrays.ndCopyOf(fresh)), TFloat32.scalarOf(noiseStdDev));
      try {
        step.take(sums);
        return step;
      } catch (RuntimeException | Error e) {
        step.close();
        throw e;
      }
    }
  }

  /** Seeds and sums of one step. It owns seeds, deviation and the sums that had to be rounded. */
  private static final class SeededSums<T extends TFloating> implements AttachedNoise.StepNoise {
    private final Seeded<T> graph;
    private final TInt64 seeds;
    private final TFloat32 stdDev;
    private final List<Tensor> sums = new ArrayList<>();
    private final List<Tensor> rounded = new ArrayList<>();

    SeededSums(Seeded<T> graph, TInt64 seeds, TFloat32 stdDev) {
      this.graph = graph;
      this.seeds = seeds;
      this.stdDev = stdDev;
    }

    /** Sums that were added up in double precision are rounded to the type of the model. */
    void take(StepSums all) {
      for (int i = 0; i < graph.clipped.size(); i++) {
        Tensor sum = all.sum(i);
        if (sum instanceof TFloat64 wide && graph.clipped.get(i).type().equals(TFloat32.class)) {
          sum = Doubles.rounded(wide);
          rounded.add(sum);
          all.release(i);
        }
        sums.add(sum);
      }
    }

    @Override
    public void feed(Session.Runner runner) {
      runner.feed(graph.seeds, seeds).feed(graph.stdDev, stdDev);
      for (int i = 0; i < sums.size(); i++) {
        runner.feed(graph.clipped.get(i), sums.get(i));
      }
    }

    @Override
    public void close() {
      seeds.close();
      stdDev.close();
      rounded.forEach(Tensor::close);
    }
  }
}
