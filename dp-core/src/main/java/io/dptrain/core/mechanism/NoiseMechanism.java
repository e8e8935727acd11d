package io.dptrain.core.mechanism;

import io.dptrain.core.clip.ClippedSum;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Adds Gaussian noise to a clipped sum, in the graph or between two runs of it. Either way the rest
 * of the graph needs a value that is fed anew for every step, so it cannot run an update without
 * noise: whoever runs it bare gets an error.
 *
 * <p>A mechanism serves one graph: {@link #addNoise} is called once. {@link #draw} is called for
 * one step at a time.
 */
public interface NoiseMechanism {

  /**
   * Adds to the graph what the rest of it takes for the noised sum.
   *
   * <p><b>Formula</b>: each coordinate gets independent noise with standard deviation {@code
   * noiseMultiplier * sum.l2Sensitivity()}, in units of the gradient.
   *
   * @param noiseMultiplier noise standard deviation divided by sensitivity, no unit
   * @return for each of the sums the noised sum
   */
  <T extends TFloating> List<Output<T>> addNoise(Ops tf, ClippedSum<T> sum, double noiseMultiplier);

  /** Whether the noise is added outside of the graph, to sums in native memory. */
  boolean takesSums();

  /**
   * Draws fresh noise for one step. The caller closes it after the run.
   *
   * @param sums the clipped sum of the step if {@link #takesSums}, which are released one by one;
   *     otherwise not looked at, and may be null
   */
  StepNoise draw(StepSums sums);

  /** Whether the noise can be drawn again, which makes what is released not private. */
  boolean reproducible();

  /** Generator and method, for reports. */
  String description();

  /** The noise of one step. It owns native memory; closing it frees that. */
  interface StepNoise extends AutoCloseable {

    /** Feeds the noise to a run. */
    void feed(Session.Runner runner);

    @Override
    void close();
  }
}
