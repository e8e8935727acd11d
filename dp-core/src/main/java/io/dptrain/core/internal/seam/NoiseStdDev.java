package io.dptrain.core.internal.seam;

import io.dptrain.core.internal.Checks;

/** The noise standard deviation in the precision in which noise is made. */
final class NoiseStdDev {
  private NoiseStdDev() {}

  /**
   * Rounds upwards to single precision, so that there is never less noise than accounted.
   *
   * @throws IllegalArgumentException if single precision cannot hold the value
   */
  static float inSinglePrecision(double noiseStdDev) {
    Checks.nonNegativeFinite("noiseStdDev", noiseStdDev);
    float rounded = (float) noiseStdDev;
    if (rounded < noiseStdDev) {
      rounded = Math.nextUp(rounded);
    }
    boolean tiny = noiseStdDev > 0 && rounded < Float.MIN_NORMAL;
    if (tiny || rounded > Float.MAX_VALUE) {
      throw new IllegalArgumentException(
          "noiseStdDev (noise multiplier times clip norm over expected batch size) must be 0 or"
              + " between "
              + Float.MIN_NORMAL
              + " and "
              + Float.MAX_VALUE
              + ", but is "
              + noiseStdDev
              + "; scale the loss and the clip norm");
    }
    return rounded;
  }
}
