package io.dptrain.examples.gan.model;

import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.training.PrivateTrainerBuilder;
import java.util.Optional;
import org.tensorflow.Session;

/** Trains the discriminator on batches of real points that it draws. */
interface Discriminator {

  /** The loop of its steps. */
  PrivateTrainerBuilder loop(Session session);

  /** The private optimizer, if steps are private. */
  Optional<DpOptimizer> optimizer();
}
