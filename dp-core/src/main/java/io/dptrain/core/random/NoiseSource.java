package io.dptrain.core.random;

/**
 * A stream of independent standard normal values: the randomness that makes a release private.
 *
 * <p>{@link #fillStandardNormal} gives values of standard deviation 1; {@link #deliver} multiplies
 * them by the noise standard deviation of a mechanism (noise multiplier times l2 sensitivity),
 * exactly once.
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

  /**
   * Hands fresh normal values over, piece by piece, so that they can go straight to where they are
   * needed.
   *
   * <p><b>Formula.</b> Each value is {@code noiseStdDev} times a standard normal value, rounded to
   * {@code float}. The stream continues from call to call, as for {@link #fillStandardNormal}.
   *
   * <p><b>Domain.</b> {@code length >= 0}; {@code noiseStdDev >= 0} and finite. If the sink throws,
   * so does this method, after all threads have stopped writing.
   *
   * @param sink takes the values for positions 0 to {@code length - 1}, each once
   */
  default void deliver(long length, float noiseStdDev, NoiseSink sink) {
    float[] values = new float[(int) Math.min(length, 1 << 14)];
    for (long at = 0; at < length; at += values.length) {
      int count = (int) Math.min(length - at, values.length);
      fillStandardNormal(values, count);
      for (int i = 0; i < count; i++) {
        values[i] *= noiseStdDev;
      }
      sink.put(at, values, count);
    }
  }

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
