package io.dptrain.examples.mnist;

import java.util.Locale;

/**
 * Published settings of the TensorFlow Privacy MNIST tutorial, all at batch 256: from strong
 * privacy and a short run to weak privacy. The comments give epsilon at delta 1e-5 by the PLD
 * accountant.
 */
enum Preset {
  /** Epsilon 0.865. */
  STRONG(1.3, 1.5, 0.25, 15),
  /** Epsilon 2.382. */
  MEDIUM(1.1, 1.0, 0.15, 60),
  /** Epsilon 5.640. */
  WEAK(0.7, 1.5, 0.25, 45);

  final double noiseMultiplier;
  final double l2ClipNorm;
  final double learningRate;
  final int epochs;

  Preset(double noiseMultiplier, double l2ClipNorm, double learningRate, int epochs) {
    this.noiseMultiplier = noiseMultiplier;
    this.l2ClipNorm = l2ClipNorm;
    this.learningRate = learningRate;
    this.epochs = epochs;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
