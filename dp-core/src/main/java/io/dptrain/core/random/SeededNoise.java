package io.dptrain.core.random;

/**
 * Reproducible noise, for tests alone: it offers no privacy.
 *
 * <p>Who knows the seed subtracts the noise. A seed drawn at random does not help: 64 bits can be
 * searched, and a seed that is written down is known.
 *
 * <p>The same seed and the same sequence of request lengths give the same values on every machine.
 * The generator differs from {@link SecureNoise} only in where the keys come from, so tests with it
 * exercise the same code.
 *
 * <p><b>Thread safety.</b> May be shared; with several threads it depends on their order who gets
 * which values.
 */
public final class SeededNoise implements NoiseSource {

  private final long seed;
  private final KeyedNoise noise;

  private SeededNoise(long seed) {
    this.seed = seed;
    noise = new KeyedNoise(new SeededKeys(seed, SeededKeys.NOISE));
  }

  /** The stream of a seed, from its beginning. */
  public static SeededNoise of(long seed) {
    return new SeededNoise(seed);
  }

  @Override
  public void fillStandardNormal(float[] target, int length) {
    noise.fill(target, length);
  }

  @Override
  public void deliver(long length, float noiseStdDev, NoiseSink sink) {
    noise.deliver(length, noiseStdDev, sink);
  }

  @Override
  public NoiseHardness hardness() {
    return NoiseHardness.SEEDED_FOR_TESTS;
  }

  @Override
  public String description() {
    return "seed " + seed + ", ChaCha20 (RFC 8439), 256-layer ziggurat: " + hardness().label();
  }
}
