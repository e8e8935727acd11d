package io.dptrain.core.random;

import io.dptrain.core.internal.Checks;
import java.util.Arrays;

/**
 * Normal values from a source of keys: each request takes one fresh key.
 *
 * <p><b>Thread safety.</b> As good as that of the source of keys; nothing else is shared.
 */
final class KeyedNoise {

  private final KeySource keys;

  KeyedNoise(KeySource keys) {
    this.keys = keys;
  }

  /** See {@link NoiseSource#fillStandardNormal}. */
  void fill(float[] target, int length) {
    if (!(length >= 0 && length <= target.length)) {
      throw new IllegalArgumentException(
          "length must be in [0, " + target.length + "], the size of the array, but is " + length);
    }
    deliver(length, 1, (at, values, count) -> System.arraycopy(values, 0, target, (int) at, count));
  }

  /** See {@link NoiseSource#deliver}. */
  void deliver(long length, float noiseStdDev, NoiseSink sink) {
    if (!(length >= 0)) {
      throw new IllegalArgumentException("length must be at least 0, but is " + length);
    }
    Checks.nonNegativeFinite("noiseStdDev", noiseStdDev);
    if (length == 0) {
      return;
    }
    int[] key = keys.nextKey();
    try {
      new NoiseRequest(key, length, noiseStdDev, sink).run();
    } finally {
      Arrays.fill(key, 0);
    }
  }
}
