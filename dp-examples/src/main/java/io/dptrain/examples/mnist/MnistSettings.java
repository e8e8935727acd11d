package io.dptrain.examples.mnist;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.util.OptionalDouble;

/**
 * The checked parameters of a run.
 *
 * @param noiseMultiplier empty when it is calibrated to {@code targetEpsilon}, or without privacy
 * @param targetEpsilon empty when the noise multiplier is given, or without privacy
 * @param delta of the guarantee
 * @param l2ClipNorm l2 clip norm per example
 * @param learningRate of plain stochastic gradient descent
 * @param batchSize expected number of examples in a batch
 * @param epochs expected passes over the data
 * @param seed of the initial weights and of the test digits that are shown; never of noise
 * @param isPrivate whether to train with differential privacy
 */
record MnistSettings(
    OptionalDouble noiseMultiplier,
    OptionalDouble targetEpsilon,
    double delta,
    double l2ClipNorm,
    double learningRate,
    int batchSize,
    int epochs,
    long seed,
    boolean isPrivate) {

  MnistSettings {
    noiseMultiplier.ifPresent(value -> Inputs.positive("--noise-multiplier", value));
    targetEpsilon.ifPresent(value -> Inputs.positive("--target-epsilon", value));
    Inputs.clipNorm("--clip-norm", l2ClipNorm);
    Inputs.single("--learning-rate", learningRate);
    Inputs.atLeastOne("--batch-size", batchSize);
    Inputs.atLeastOne("--epochs", epochs);
    Inputs.delta("--delta", delta);
  }

  /** The number of updates of a run over {@code datasetSize} examples, rounded down. */
  long steps(int datasetSize) {
    if (batchSize > datasetSize) {
      throw new BadInput(
          "--batch-size must be at most the number of training examples, "
              + datasetSize
              + ", but is "
              + batchSize
              + "; lower it");
    }
    return Math.max(1, (long) epochs * datasetSize / batchSize);
  }
}
