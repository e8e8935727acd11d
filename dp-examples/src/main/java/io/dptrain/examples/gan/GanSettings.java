package io.dptrain.examples.gan;

import io.dptrain.examples.Inputs;
import java.util.List;

/**
 * The checked parameters of a comparison.
 *
 * @param variants what to compare, each once
 * @param steps of discriminator and generator alike
 * @param batchSize points in one step
 * @param noiseMultiplier of private steps
 * @param l2ClipNorm of the gradient of each pair in private steps
 * @param delta of the guarantee
 */
record GanSettings(
    List<Variant> variants,
    int steps,
    int batchSize,
    double noiseMultiplier,
    double l2ClipNorm,
    double delta) {
  /** The number of points to train on. */
  static final int DATASET = 60_000;

  private static final int MOST_STEPS = 10_000_000;

  GanSettings {
    variants = List.copyOf(variants);
    Inputs.inRange("--steps", steps, 1, MOST_STEPS);
    Inputs.inRange("--batch-size", batchSize, 1, DATASET);
    Inputs.trainingNoise("--noise-multiplier", noiseMultiplier);
    Inputs.clipNorm("--clip-norm", l2ClipNorm);
    Inputs.delta("--delta", delta);
  }
}
