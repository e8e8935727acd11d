package io.dptrain.examples.rnn.train;

/**
 * What all variants of one network have in common.
 *
 * @param units numbers in a state
 * @param steps updates at most
 * @param batchSize examples in an update, but for private training
 * @param learningRate of the optimizers with momentum; without, it is divided by one minus momentum
 * @param l2ClipNorm the l2 clip norm, which the bounds of all strategies are derived from
 * @param momentum of the optimizers that have any
 * @param noiseMultiplier of private training
 */
public record RnnSettings(
    int units,
    int steps,
    int batchSize,
    double learningRate,
    double l2ClipNorm,
    double momentum,
    double noiseMultiplier) {
  private static final int PRIVATE_FACTOR = 4;

  /** The expected examples in a private update: more, as the noise is divided by them. */
  public int expectedBatchSize(int datasetSize) {
    return Math.min(datasetSize, PRIVATE_FACTOR * batchSize);
  }
}
