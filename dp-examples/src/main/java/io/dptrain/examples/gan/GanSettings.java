package io.dptrain.examples.gan;

import io.dptrain.examples.BadInput;
import java.util.List;

/**
 * The checked parameters of a comparison.
 *
 * @param variants what to compare, each once
 * @param seeds how many runs of each variant, with the seeds from 1 on
 * @param steps of discriminator and generator alike
 * @param batch points in one step
 * @param noiseMultiplier of private steps
 * @param delta of the guarantee
 */
record GanSettings(
    List<Variant> variants, int seeds, int steps, int batch, double noiseMultiplier, double delta) {
  /** The number of points to train on. */
  static final int DATASET = 60_000;

  private static final int MOST_SEEDS = 1_000;
  private static final int MOST_STEPS = 10_000_000;
  private static final double LEAST_NOISE = 0.01;
  private static final double MOST_NOISE = 1_000;

  GanSettings {
    variants = variants.stream().distinct().toList();
    requireWithin("--seeds", seeds, MOST_SEEDS);
    requireWithin("--steps", steps, MOST_STEPS);
    requireWithin("--batch-size", batch, DATASET);
    if (!(noiseMultiplier >= LEAST_NOISE && noiseMultiplier <= MOST_NOISE)) {
      throw new BadInput(
          "--noise-multiplier must be from %s to %s, but is %s; try 1"
              .formatted(LEAST_NOISE, MOST_NOISE, noiseMultiplier));
    }
    if (!(delta > 0 && delta < 1)) {
      throw new BadInput("--delta must be above 0 and below 1, but is " + delta + "; try 1e-5");
    }
  }

  private static void requireWithin(String flag, int value, int most) {
    if (!(value >= 1 && value <= most)) {
      throw new BadInput(flag + " must be from 1 to " + most + ", but is " + value);
    }
  }
}
