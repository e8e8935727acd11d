package io.dptrain.examples.mnist.train;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The numbers of a run. With neither noise multiplier nor target epsilon it is not private.
 *
 * @param sampler how batches of a private run are drawn
 * @param noiseMultiplier standard deviation of the noise divided by the clip norm
 * @param targetEpsilon in its place: the least noise is taken that keeps to it
 * @param l2ClipNorm largest l2 norm of one example's gradient
 * @param learningRate of gradient descent
 * @param batchSize expected number of examples in a batch
 * @param epochs expected passes over the data
 * @param delta of the guarantee
 * @param seed of the initial weights; never of noise or private batches
 * @param checkpoints the folder that a private run is kept in, and goes on from
 */
public record MnistSettings(
    BatchSampler sampler,
    Optional<Double> noiseMultiplier,
    Optional<Double> targetEpsilon,
    double l2ClipNorm,
    double learningRate,
    int batchSize,
    int epochs,
    double delta,
    long seed,
    Optional<Path> checkpoints) {

  /** Whether the run is private. */
  public boolean isPrivate() {
    return noiseMultiplier.isPresent() || targetEpsilon.isPresent();
  }
}
