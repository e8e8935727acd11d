package io.dptrain.core.clip;

import io.dptrain.core.Checks;

/** Which clip norms can be computed with in single precision. */
final class ClipNormRange {
  /** Below, squared norms underflow; above, their squares and the noise overflow. */
  static final double SMALLEST = 0x1p-40;

  static final double LARGEST = 0x1p60;

  private ClipNormRange() {}

  /**
   * Requires a clip norm in range.
   *
   * @throws IllegalArgumentException naming the value, the rule and the fix
   */
  static double require(String name, double value) {
    Checks.positiveFinite(name, value);
    if (value < SMALLEST) {
      throw new IllegalArgumentException(
          name
              + " must be at least "
              + SMALLEST
              + ", below which norms underflow, but is "
              + value
              + "; scale the loss and the clip norm");
    }
    if (value > LARGEST) {
      throw new IllegalArgumentException(
          name
              + " must be at most "
              + LARGEST
              + ", above which squared norms overflow, but is "
              + value
              + "; scale the loss and the clip norm");
    }
    return value;
  }
}
