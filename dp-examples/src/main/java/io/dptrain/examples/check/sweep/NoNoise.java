package io.dptrain.examples.check.sweep;

import io.dptrain.core.random.NoiseHardness;
import io.dptrain.core.random.NoiseSource;
import java.util.Arrays;

/** Zeros instead of noise, so that a step can be compared. Never for data of people. */
final class NoNoise implements NoiseSource {
  @Override
  public void fillStandardNormal(float[] target, int length) {
    Arrays.fill(target, 0, length, 0);
  }

  @Override
  public NoiseHardness hardness() {
    return NoiseHardness.SEEDED_FOR_TESTS;
  }

  @Override
  public String description() {
    return "no noise, for checks";
  }
}
