package io.dptrain.core.random;

/**
 * A stream of independent uniform random bits, for draws other than noise: who is sampled into a
 * batch, for one.
 *
 * <p><b>Thread safety.</b> Every implementation may be shared between threads; no word is handed
 * out twice.
 */
public interface RandomBits {

  /** The next 64 uniform bits. */
  long nextLong();

  /** Whether somebody who knows the configuration can produce the same bits again. */
  boolean reproducible();

  /**
   * A uniform whole number below a bound: exactly, since draws that would favor some are drawn
   * again.
   *
   * @param bound at least 1
   */
  default int nextBelow(int bound) {
    long drawn;
    long remainder;
    do {
      drawn = nextLong() >>> 1;
      remainder = drawn % bound;
    } while (drawn - remainder > Long.MAX_VALUE - (bound - 1));
    return (int) remainder;
  }

  /**
   * A uniform value strictly between 0 and 1, safe to take the logarithm of, also after {@code 1 -
   * u}.
   *
   * <p><b>Formula.</b> {@code k / 2^53} with k uniform on 1 .. 2^53 - 1; symmetric about 1/2.
   *
   * <p><b>Error.</b> The distribution function differs from the uniform one by at most 2^-53.
   */
  default double nextOpenUniform() {
    return Uniforms.open(this::nextLong);
  }
}
