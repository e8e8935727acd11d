package io.dptrain.core.noise;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.StepInputs;
import io.dptrain.core.random.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * Gaussian noise that is drawn on the host and added there, one value per parameter and step. The
 * noised sums are fed.
 *
 * <p><b>Formula</b>: noise = {@code noiseStdDev} times a standard normal of the {@link
 * NoiseSource}. The sum is rounded to single precision and the noise is added in single precision,
 * also for a model in double precision, whose low digits noise of 24 bits would leave bare.
 *
 * <p><b>Memory</b>: variables are noised in groups, and the clipped sum of a group is freed before
 * the next begins, so noise takes no more than the largest group.
 *
 * <p>Thread safe: no two steps get the same noise.
 */
public final class HostNoise implements NoiseMechanism {
  /** A group of variables ends with the one that brings it to so many values. */
  private static final long GROUP = 1 << 18;

  private final NoiseSource source;
  private final AtomicBoolean attached = new AtomicBoolean();

  private HostNoise(NoiseSource source) {
    this.source = source;
  }

  /** Noise of a source. */
  public static HostNoise of(NoiseSource source) {
    return new HostNoise(source);
  }

  @Override
  public <T extends TFloating> AttachedNoise<T> attach(Ops tf, SumForm<T> form) {
    Checks.state(!attached.getAndSet(true), "a noise mechanism serves one graph: create a new one");
    List<Placeholder<T>> placeholders = new ArrayList<>();
    for (Shape shape : form.shapes()) {
      placeholders.add(
          tf.withName(StepInputs.name("noised_sum"))
              .placeholder(form.type(), Placeholder.shape(shape)));
    }
    return new Fed<>(source, List.copyOf(placeholders));
  }

  @Override
  public boolean reproducible() {
    return source.reproducible();
  }

  @Override
  public String description() {
    return source.description();
  }

  private record Fed<T extends TFloating>(NoiseSource source, List<Placeholder<T>> placeholders)
      implements AttachedNoise<T> {

    @Override
    public List<Output<T>> noised() {
      return placeholders.stream().map(Operand::asOutput).toList();
    }

    @Override
    public StepNoise draw(StepSums sums, float noiseStdDev) {
      FedTensors<T> fed = new FedTensors<>(placeholders);
      try {
        for (int from = 0; from < placeholders.size(); from = fed.size()) {
          addGroup(sums, noiseStdDev, from, fed);
        }
        return fed;
      } catch (RuntimeException | Error e) {
        fed.close();
        throw e;
      }
    }

    /** Adds noise to the sums of the variables from one on, in one request. */
    private void addGroup(StepSums sums, float noiseStdDev, int from, FedTensors<T> fed) {
      List<Tensor> clipped = new ArrayList<>();
      List<Tensor> targets = new ArrayList<>();
      long size = 0;
      for (int i = from; i < placeholders.size() && size < GROUP; i++) {
        clipped.add(sums.sum(i));
        Tensor target = Tensor.of(placeholders.get(i).type(), placeholders.get(i).shape());
        fed.add(target);
        targets.add(target);
        size += target.shape().size();
      }
      source.deliver(size, noiseStdDev, AddedNoise.of(clipped, targets));
      for (int i = from; i < fed.size(); i++) {
        sums.release(i);
      }
    }
  }
}
