package io.dptrain.core.random;

/**
 * Where a {@link NoiseSource} puts scaled noise, piece by piece, so that no array of the whole size
 * is needed.
 */
@FunctionalInterface
public interface NoiseSink {

  /**
   * Takes {@code values[0..length)} for the positions from {@code offset} on.
   *
   * <p>Pieces do not overlap. They come in any order and from several threads at once, so an
   * implementation writes only to the positions it is given. The array belongs to the source and is
   * overwritten after the call: copy it, do not keep it.
   */
  void put(long offset, float[] values, int length);
}
