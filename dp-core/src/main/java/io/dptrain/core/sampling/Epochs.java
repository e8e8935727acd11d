package io.dptrain.core.sampling;

/** Epochs of as many steps each. */
final class Epochs {
  private Epochs() {}

  /**
   * How many epochs began in the first steps of a run: the last counts also where it is not over.
   */
  static long begun(long steps, int stepsPerEpoch) {
    return steps / stepsPerEpoch + (steps % stepsPerEpoch == 0 ? 0 : 1);
  }
}
