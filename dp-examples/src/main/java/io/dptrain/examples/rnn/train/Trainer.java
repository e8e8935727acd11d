package io.dptrain.examples.rnn.train;

import java.util.OptionalDouble;
import org.tensorflow.Session;

/** Updates the weights of a model. */
interface Trainer {

  /**
   * Runs one update.
   *
   * @return the l2 norm of the gradient before it is clipped, or of the largest example's gradient;
   *     not finite if the gradient is not
   */
  double step(Session session);

  /** Epsilon after a number of updates; empty without privacy. */
  OptionalDouble epsilon(long steps, double delta);
}
