package io.dptrain.examples.clipping;

/** Clips one gradient after another, by an update for each. */
interface ClipRun extends AutoCloseable {

  /** What an optimizer is given in place of a gradient. */
  Vector clip(Vector gradient);

  @Override
  void close();
}
