package io.dptrain.core.noise;

import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.types.family.TFloating;

/**
 * A {@link NoiseMechanism} in one graph, for the steps that are run there. It may keep state from
 * step to step; {@link #draw} is called once for each step, for one step at a time.
 */
public interface AttachedNoise<T extends TFloating> {

  /** What the rest of the graph takes for the noised sums. */
  List<Output<T>> noised();

  /**
   * Draws fresh noise for one step. The caller closes it after the run.
   *
   * <p><b>Formula</b>: each coordinate gets noise of the standard deviation of the step that is
   * independent of all noise before, in units of the gradient. A mechanism may add more, never
   * less: the step was charged for this.
   *
   * @param sums the clipped sums of the step, of the {@link SumForm} that was attached; they may be
   *     released one by one
   * @param noiseStdDev the noise multiplier of the step times the sensitivity of its sums, rounded
   *     up to single precision, in which noise is made; zero, or a normal number
   */
  StepNoise draw(StepSums sums, float noiseStdDev);

  /** The noised sums of one step, or what makes them. It owns native memory; closing frees that. */
  interface StepNoise extends AutoCloseable {

    /** Feeds it to the run that updates the variables, and to no other. */
    void feed(Session.Runner runner);

    @Override
    void close();
  }
}
