package io.dptrain.core.mechanism;

import io.dptrain.core.Checks;
import io.dptrain.core.clip.ClippedSum;
import io.dptrain.core.noise.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * Gaussian noise that is drawn on the host and added there, one value per parameter and step. The
 * graph holds no path from the clipped sum to the update at all: the noised sum is fed.
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
  private final List<Placeholder<? extends TFloating>> noised = new ArrayList<>();
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
    Checks.state(noised.isEmpty(), "a noise mechanism serves one graph: create a new one");
    this.noiseStdDev = NoiseStdDev.inSinglePrecision(noiseMultiplier * sum.l2Sensitivity());
    List<Output<T>> outputs = new ArrayList<>();
    for (Output<T> clipped : sum.sums()) {
      Placeholder<T> placeholder =
          tf.withName("noised_sum_that_only_DpOptimizer_step_feeds")
              .placeholder(clipped.type(), Placeholder.shape(clipped.shape()));
      noised.add(placeholder);
      outputs.add(placeholder.asOutput());
    }
    return outputs;
  }

  @Override
  public boolean takesSums() {
    return true;
  }

  @Override
  public StepNoise draw(StepSums sums) {
    Fed fed = new Fed(new ArrayList<>());
    try {
      for (int from = 0; from < noised.size(); from = fed.tensors.size()) {
        addGroup(sums, from, fed.tensors);
      }
      return fed;
    } catch (RuntimeException | Error e) {
      fed.close();
      throw e;
    }
  }

  /** Adds noise to the sums of the variables from one on, in one request. */
  private void addGroup(StepSums sums, int from, List<Tensor> tensors) {
    List<Tensor> clipped = new ArrayList<>();
    List<Tensor> targets = new ArrayList<>();
    long size = 0;
    for (int i = from; i < noised.size() && size < GROUP; i++) {
      clipped.add(sums.sum(i));
      Tensor target = Tensor.of(noised.get(i).type(), noised.get(i).shape());
      tensors.add(target);
      targets.add(target);
      size += target.shape().size();
    }
    source.deliver(size, noiseStdDev, NoisedSums.of(clipped, targets));
    for (int i = from; i < tensors.size(); i++) {
      sums.release(i);
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
    private final List<Tensor> tensors;

    private Fed(List<Tensor> tensors) {
      this.tensors = tensors;
    }

    @Override
    public void feed(Session.Runner runner) {
      for (int i = 0; i < tensors.size(); i++) {
        runner.feed(noised.get(i), tensors.get(i));
      }
    }

    @Override
    public void close() {
      tensors.forEach(Tensor::close);
    }
  }
}
