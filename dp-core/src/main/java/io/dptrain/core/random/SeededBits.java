package io.dptrain.core.random;

/**
 * Reproducible bits, for tests alone: who knows the seed knows who was sampled, and privacy
 * amplification by sampling is lost.
 *
 * <p>The same seed gives the same bits on every machine. They have nothing in common with those of
 * {@link SeededNoise} for the same seed.
 *
 * <p><b>Thread safety.</b> May be shared; with several threads it depends on their order who gets
 * which bits.
 */
public final class SeededBits implements RandomBits {

  private final KeyedBits bits;

  private SeededBits(long seed) {
    bits = new KeyedBits(new SeededKeys(seed, SeededKeys.BITS));
  }

  /** The stream of a seed, from its beginning. */
  public static SeededBits of(long seed) {
    return new SeededBits(seed);
  }

  @Override
  public long nextLong() {
    return bits.nextLong();
  }

  @Override
  public boolean reproducible() {
    return true;
  }
}
