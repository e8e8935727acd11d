package io.dptrain.examples.mnist;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Numbers;
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
    noiseMultiplier.ifPresent(value -> requirePositive("--noise-multiplier", value));
    targetEpsilon.ifPresent(value -> requirePositive("--target-epsilon", value));
    requireSingle("--clip-norm", l2ClipNorm);
    requireSingle("--learning-rate", learningRate);
    requireAtLeastOne("--batch-size", batchSize);
    requireAtLeastOne("--epochs", epochs);
    if (!(delta > 0 && delta < 1)) {
      throw new BadInput(
          "--delta must be above 0 and below 1, but is " + Numbers.plain(delta) + "; try 1e-5");
    }
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

  private static void requirePositive(String flag, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new BadInput(
          flag + " must be a positive finite number, but is " + Numbers.plain(value));
    }
  }

  /** For numbers that the graph holds in single precision. */
  private static void requireSingle(String flag, double value) {
    requirePositive(flag, value);
    if (!(value >= Float.MIN_NORMAL && value <= Float.MAX_VALUE)) {
      throw new BadInput(
          "%s must be within the range of single precision, 1.2e-38 to 3.4e38, but is %s"
              .formatted(flag, Numbers.plain(value)));
    }
  }

  private static void requireAtLeastOne(String flag, int value) {
    if (value < 1) {
      throw new BadInput(flag + " must be at least 1, but is " + value);
    }
  }
}
