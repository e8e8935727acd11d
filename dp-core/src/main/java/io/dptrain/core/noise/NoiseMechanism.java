package io.dptrain.core.noise;

import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Adds Gaussian noise to clipped sums, between the runs that compute them and the run that updates
 * the variables. The graph of the update needs what {@link AttachedNoise#draw} makes anew for every
 * step, so whoever runs it bare gets an error, and there is no path from the sums to the update
 * inside a graph.
 *
 * <p>A mechanism serves one graph: {@link #attach} is called once. Where its noise, and what it
 * keeps of it, is made is its own affair: {@link HostNoise} draws on the host, {@link InGraphNoise}
 * on the device.
 */
public interface NoiseMechanism {

  /**
   * Adds to the graph what the rest of it takes for the noised sums. How much noise a step gets is
   * said when it is drawn: {@link AttachedNoise#draw}.
   */
  <T extends TFloating> AttachedNoise<T> attach(Ops tf, SumForm<T> form);

  /** Whether the noise can be drawn again, which makes what is released not private. */
  boolean reproducible();

  /** Generator and method, for reports. */
  String description();
}
