package io.dptrain.core.training;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.SecureNoise;

/**
 * The mean of a bounded value over people whose data is private, with Gaussian noise.
 *
 * <p><b>Formula</b>: {@code m + (sum_i (v_i - m) + N(0, (noiseMultiplier * r)^2)) / examples},
 * where {@code m} is the middle of the range, {@code r} half its width, and {@code v_i} is clipped
 * into it. <b>Sensitivity</b> of the sum: {@code r}, for adding or removing one. So the standard
 * deviation of the mean is {@code noiseMultiplier * r / examples}: 0.005 for an accuracy over 1,000
 * people with a noise multiplier of 10.
 *
 * @param examples how many there are; public, and at least 1
 * @param lower the smallest value
 * @param upper the largest value, above {@code lower}
 * @param noiseMultiplier noise standard deviation on the sum divided by {@code r}; positive
 */
public record NoisyMean(int examples, double lower, double upper, double noiseMultiplier) {
  /** Checks all four. */
  public NoisyMean {
    Checks.atLeastOne("examples", examples);
    Checks.positiveFinite("upper - lower", upper - lower);
    Checks.positiveFinite("noiseMultiplier", noiseMultiplier);
  }

  /** What one release costs. */
  GaussianEvent event() {
    return new GaussianEvent(noiseMultiplier);
  }

  /**
   * Releases the mean once.
   *
   * @throws IllegalArgumentException if there are not as many values as examples
   */
  double of(double[] values, SecureNoise noise) {
    if (values.length != examples) {
      throw new IllegalArgumentException(
          "an evaluation on private data must give one value for each of the "
              + examples
              + " examples that were stated, but gave another number of them");
    }
    double middle = lower + (upper - lower) / 2;
    double half = (upper - lower) / 2;
    float[] standard = new float[1];
    noise.fillStandardNormal(standard, 1);
    double sum = noiseMultiplier * half * standard[0];
    for (double value : values) {
      sum += Double.isNaN(value) ? 0 : Math.max(-half, Math.min(half, value - middle));
    }
    return middle + sum / examples;
  }
}
