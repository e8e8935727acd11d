package io.dptrain.core.clip;

import io.dptrain.core.internal.Checks;

/** Which clip norms can be computed with in single precision. */
final class ClipNormRange {
  private ClipNormRange() {}

  /**
   * Requires a clip norm in range.
   *
   * @throws IllegalArgumentException naming the value, the rule and the fix
   */
  static double require(String name, double value) {
    Checks.positiveFinite(name, value);
    if (value < Clipping.SMALLEST_CLIP_NORM) {
      throw new IllegalArgumentException(
          name
              + " must be at least "
              + Clipping.SMALLEST_CLIP_NORM
              + ", below which norms underflow, but is "
              + value
              + "; scale the loss and the clip norm");
    }
    if (value > Clipping.LARGEST_CLIP_NORM) {
      throw new IllegalArgumentException(
          name
              + " must be at most "
              + Clipping.LARGEST_CLIP_NORM
              + ", above which squared norms overflow, but is "
              + value
              + "; scale the loss and the clip norm");
    }
    return value;
  }
}
