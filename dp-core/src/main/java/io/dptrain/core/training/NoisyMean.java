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
 * <p><b>Rounding</b>: sum and noise are whole numbers of a unit {@code r / 2^k}, of which the
 * deviation is 2,048 or more while {@code k} is at most 30: low digits of the sum cannot show
 * through noise that has but 24 bits. The sensitivity stays exactly {@code r}. <b>Error</b>: the
 * sum is off by half a unit, and {@code r / 2^31} for each value.
 *
 * @param examples how many there are; public, and at least 1
 * @param lower the smallest value
 * @param upper the largest value, above {@code lower}
 * @param noiseMultiplier noise standard deviation on the sum divided by {@code r}; positive, and at
 *     most 65,536
 */
public record NoisyMean(int examples, double lower, double upper, double noiseMultiplier) {
  /** Of more noise, 24 bits would leave out some of the whole numbers. */
  private static final double MOST_NOISE = 0x1p16;

  /** Each value is rounded to so many binary digits of {@code r}: 2^31 of them add up exactly. */
  private static final int VALUE_DIGITS = 30;

  /** The deviation is from 2^11 to 2^12 units, so that each is hit by some hundred floats. */
  private static final int NOISE_DIGITS = 11;

  /** Checks all four. */
  public NoisyMean {
    Checks.atLeastOne("examples", examples);
    Checks.positiveFinite("upper - lower", upper - lower);
    Checks.positiveFinite("noiseMultiplier", noiseMultiplier);
    if (noiseMultiplier > MOST_NOISE) {
      throw new IllegalArgumentException(
          "noiseMultiplier must be at most " + MOST_NOISE + ", but is " + noiseMultiplier);
    }
  }

  /** What one release costs. */
  GaussianEvent event() {
    return new GaussianEvent(noiseMultiplier);
  }

  /**
   * Releases the mean once.
   *
   * @param values at most one for each example; who is missing counts as the middle
   * @throws IllegalArgumentException if there are more values than examples
   */
  double of(double[] values, SecureNoise noise) {
    if (values.length > examples) {
      throw new IllegalArgumentException(
          "an evaluation on private data must give at most one value for each of the "
              + examples
              + " examples that were stated, but gave more");
    }
    float[] standard = new float[1];
    noise.fillStandardNormal(standard, 1);
    long drawn = Math.round(Math.scalb(noiseMultiplier, digits()) * standard[0]);
    double sum = Math.scalb((double) (sum(values) + drawn), -digits());
    return middle() + sum * half() / examples;
  }

  private double middle() {
    return lower + half();
  }

  private double half() {
    return (upper - lower) / 2;
  }

  /** How many binary digits of {@code r} a unit is. */
  private int digits() {
    return Math.max(0, Math.min(VALUE_DIGITS, NOISE_DIGITS - Math.getExponent(noiseMultiplier)));
  }

  /** The sum in units. One value more or less changes it by {@code 2^digits} at most. */
  long sum(double[] values) {
    long sum = 0;
    for (double value : values) {
      double share = Math.max(-1, Math.min(1, (value - middle()) / half()));
      sum += Math.round(Math.scalb(share, VALUE_DIGITS)); // what is not a number is 0
    }
    // Rounded once, after the sum: a shift by whole units commutes with that.
    int dropped = VALUE_DIGITS - digits();
    return (sum + (1L << dropped >> 1)) >> dropped;
  }
}
