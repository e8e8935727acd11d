package io.dptrain.examples.accounting;

import io.dptrain.examples.Inputs;
import picocli.CommandLine.Option;

/** How much noise was added. */
final class NoiseFlag {
  static final String NAME = "--noise-multiplier";
  static final String TEXT = "Noise standard deviation divided by the clip norm.";

  @Option(names = NAME, paramLabel = "S", required = true, description = TEXT)
  private double noiseMultiplier;

  double noiseMultiplier() {
    return Inputs.nonNegative(NAME, noiseMultiplier);
  }
}
