package io.dptrain.core.mechanism;

import io.dptrain.core.clip.ClippedSum;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Adds Gaussian noise to a clipped sum in the graph. The noise needs a value that is fed anew for
 * every step, so the graph cannot run an update without it: whoever runs it bare gets an error.
 *
 * <p>A mechanism serves one graph: {@link #addNoise} is called once. {@link #draw} is called for
 * one step at a time.
 */
public interface NoiseMechanism {

  /**
   * Adds the noise to the graph.
   *
   * <p><b>Formula</b>: each coordinate gets independent noise with standard deviation {@code
   * noiseMultiplier * sum.l2Sensitivity()}, in units of the gradient.
   *
   * @param noiseMultiplier noise standard deviation divided by sensitivity, no unit
   * @return for each variable the noised sum
   */
  <T extends TFloating> List<Output<T>> addNoise(Ops tf, ClippedSum<T> sum, double noiseMultiplier);

  /** Draws fresh noise for one step. The caller closes it after the run. */
  StepNoise draw();

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
