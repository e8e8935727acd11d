package io.dptrain.accountant.pld;

/**
 * One step of private training: Gaussian noise on a Poisson sample. Plain Gaussian noise has
 * sampling probability 1, a release without protection also noise 0.
 */
record SampledGaussian(double samplingProbability, double noiseMultiplier) {
  /** Below this noise sampling is not credited, which can only raise epsilon. */
  private static final double SMALLEST_SAMPLED_NOISE = 0.01;

  boolean isPlainGaussian() {
    return samplingProbability == 1 || noiseMultiplier < SMALLEST_SAMPLED_NOISE;
  }

  /** Whether the loss of this step is taken as it is, so that a lower end may rest on it. */
  boolean isExact() {
    return samplingProbability == 1 || !isPlainGaussian();
  }

  boolean hidesNothing() {
    return noiseMultiplier == 0;
  }
}
