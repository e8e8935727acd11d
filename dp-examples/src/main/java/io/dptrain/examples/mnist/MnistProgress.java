package io.dptrain.examples.mnist;

import java.util.Optional;
import java.util.OptionalDouble;

/** Hears how training goes. */
interface MnistProgress {

  /** The model was evaluated on the test digits after a step; step 0 is the untrained model. */
  void evaluated(long step, Evaluation evaluation);

  /** A step was run. */
  void stepped(Step step);

  /**
   * What is known after a step.
   *
   * @param step updates so far
   * @param epoch expected passes over the data so far
   * @param epsilon spent so far; empty without privacy
   * @param testAccuracy from 0 to 1, where it was measured
   * @param seconds since the start
   * @param rawNormsNotPrivate gradient norms of the sampled examples: not private
   */
  record Step(
      long step,
      double epoch,
      OptionalDouble epsilon,
      OptionalDouble testAccuracy,
      double seconds,
      Optional<float[]> rawNormsNotPrivate) {}
}
