package io.dptrain.core.noise;

import java.util.function.LongSupplier;

/** From 64-bit words to draws in the unit interval. */
final class Uniforms {

  private Uniforms() {}

  /** See {@link RandomBits#nextOpenUniform()}. */
  static double open(LongSupplier bits) {
    long k;
    do {
      k = bits.getAsLong() >>> 11;
    } while (k == 0);
    return k * 0x1p-53;
  }

  /** See {@link RandomBits#nextBernoulli(double)}. */
  static boolean bernoulli(double probability, LongSupplier bits) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be in [0, 1], but is " + probability);
    }
    double rest = probability;
    while (rest > 0) {
      double scaled = rest * 0x1p53;
      long wanted = (long) scaled;
      long drawn = bits.getAsLong() >>> 11;
      if (drawn != wanted) {
        return drawn < wanted;
      }
      rest = scaled - wanted;
    }
    return false;
  }
}
