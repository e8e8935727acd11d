package io.dptrain.examples.bench;

/**
 * What a private step of one model costs beside an ordinary one.
 *
 * @param model the name of the model
 * @param batch examples per step
 * @param times of the ordinary and of the private step
 * @param ordinary what the ordinary step needed
 * @param secured what the private step needed
 */
record BenchRow(String model, int batch, Pair times, StepProfile ordinary, StepProfile secured) {

  /** How many times as much memory the private step takes. */
  double memoryRatio() {
    return secured.peakBytes() / ordinary.peakBytes();
  }
}
