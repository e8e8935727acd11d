package io.dptrain.core.noise;

/**
 * A stream of independent standard normal values: the randomness that makes a release private.
 *
 * <p>The values have mean 0 and standard deviation 1. The caller multiplies them by the noise
 * standard deviation of its mechanism (noise multiplier times l2 sensitivity), exactly once; this
 * package never scales.
 *
 * <p><b>Thread safety.</b> Every implementation may be shared between threads; no two calls ever
 * receive the same part of the stream. Which of two concurrent calls comes first in the stream is
 * not defined.
 */
public interface NoiseSource {

  /**
   * Overwrites {@code target[0..length)} with fresh standard normal values and leaves the rest of
   * the array alone.
   *
   * <p>The stream continues from call to call: no value is ever handed out twice. If the call
   * throws, the array may be partly overwritten and must not be used.
   *
   * <p><b>Domain.</b> {@code 0 <= length <= target.length}; a length of 0 changes nothing.
   *
   * @throws IllegalArgumentException if the length is negative or larger than the array
   */
  void fillStandardNormal(float[] target, int length);

  /** What an adversary would have to break to predict or recognize this noise. */
  NoiseHardness hardness();

  /** One line for the privacy report: generator, cipher and method. Never contains key material. */
  String description();

  /**
   * Whether somebody who knows the configuration can produce the same noise again.
   *
   * <p>Such noise can be subtracted from a release. A mechanism that used it must report its output
   * as not private.
   */
  default boolean reproducible() {
    return hardness() == NoiseHardness.SEEDED_FOR_TESTS;
  }
}
