package io.dptrain.core.random;

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
}
