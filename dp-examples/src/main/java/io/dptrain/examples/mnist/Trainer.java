package io.dptrain.examples.mnist;

import io.dptrain.core.optimizer.DpOptimizer;
import java.util.Optional;
import org.tensorflow.Session;

/** One way to update the model. */
interface Trainer {

  /**
   * Runs one update.
   *
   * @return the raw norms of the per-example gradients, which are not private; empty where there
   *     are none
   */
  Optional<float[]> step(Session session);

  /** The private optimizer behind it, if there is one. */
  Optional<DpOptimizer> optimizer();
}
