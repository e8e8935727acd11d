package io.dptrain.core.mechanism;

import io.dptrain.core.Checks;
import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.noise.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Gaussian noise that is drawn on the host and fed to the graph, one value per parameter and step.
 *
 * <p><b>Formula</b>: noise = {@code noiseStdDev} times a standard normal of the {@link
 * NoiseSource}, in single precision.
 *
 * <p>Thread safe: no two steps get the same noise.
 */
public final class HostNoise implements NoiseMechanism {
  private final NoiseSource source;
  private final List<Placeholder<TFloat32>> placeholders = new ArrayList<>();
  private float noiseStdDev;

  private HostNoise(NoiseSource source) {
    this.source = source;
  }

  /** Noise of a source. */
  public static HostNoise of(NoiseSource source) {
    return new HostNoise(source);
  }

  @Override
  public <T extends TFloating> List<Output<T>> addNoise(
      Ops tf, ClippedSum<T> sum, double noiseMultiplier) {
    Checks.state(placeholders.isEmpty(), "a noise mechanism serves one graph: create a new one");
    this.noiseStdDev = NoiseStdDev.inSinglePrecision(noiseMultiplier * sum.l2Sensitivity());
    List<Output<T>> noised = new ArrayList<>();
    for (Output<T> gradient : sum.gradients()) {
      Shape shape = sum.variables().get(noised.size()).shape();
      Placeholder<TFloat32> noise =
          tf.withName("noise_that_only_DpOptimizer_step_feeds")
              .placeholder(TFloat32.class, Placeholder.shape(shape));
      placeholders.add(noise);
      Operand<TFloat32> single = tf.math.add(cast(tf, gradient, TFloat32.class), noise);
      noised.add(cast(tf, single, gradient.type()).asOutput());
    }
    return noised;
  }

  @SuppressWarnings("unchecked") // the types are equal
  private static <T extends TFloating, U extends TFloating> Operand<U> cast(
      Ops tf, Operand<T> value, Class<U> type) {
    return value.type() == type ? (Operand<U>) value : tf.dtypes.cast(value, type);
  }

  @Override
  public StepNoise draw() {
    Fed fed = new Fed(new ArrayList<>());
    try {
      for (Placeholder<TFloat32> placeholder : placeholders) {
        fed.tensors.add(TFloat32.tensorOf(placeholder.shape()));
      }
      TensorMemory memory = TensorMemory.of(fed.tensors);
      source.deliver(memory.size(), noiseStdDev, memory);
      return fed;
    } catch (RuntimeException | Error e) {
      fed.close();
      throw e;
    }
  }

  @Override
  public boolean reproducible() {
    return source.reproducible();
  }

  @Override
  public String description() {
    return source.description();
  }

  private final class Fed implements StepNoise {
    private final List<TFloat32> tensors;

    private Fed(List<TFloat32> tensors) {
      this.tensors = tensors;
    }

    @Override
    public void feed(Session.Runner runner) {
      for (int i = 0; i < tensors.size(); i++) {
        runner.feed(placeholders.get(i), tensors.get(i));
      }
    }

    @Override
    public void close() {
      tensors.forEach(TFloat32::close);
    }
  }
}
