package io.dptrain.core.random;

/**
 * The default source of noise: unpredictable, and different in every process and object.
 *
 * <p>A NIST SP 800-90A generator supplies a fresh 256-bit key for each call, ChaCha20 expands it,
 * the ziggurat method turns the words into normal values, and the key is overwritten. Requests of
 * more than 43 392 values use all processors.
 *
 * <p><b>Range.</b> Values are {@code float}, never zero, of magnitude at most 13.15 (a normal value
 * exceeds that with probability 2e-39).
 *
 * <p><b>Hardening.</b> {@link NoiseHardness#STATISTICAL_FLOAT}; what that leaves open is in the
 * package description.
 *
 * <p><b>Thread safety.</b> May be shared. There is nothing to close, to seed or to save: a job that
 * resumes creates a new source, which cannot repeat the noise of the old one.
 */
public final class SecureNoise implements NoiseSource {

  private final KeyedNoise noise = new KeyedNoise(new DrbgKeys("io.dptrain noise"));

  private SecureNoise() {}

  /** A source with fresh entropy of its own. */
  public static SecureNoise create() {
    return new SecureNoise();
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
    return NoiseHardness.STATISTICAL_FLOAT;
  }

  @Override
  public String description() {
    return "Hash_DRBG SHA-512 (NIST SP 800-90A), ChaCha20 (RFC 8439), 256-layer ziggurat: "
        + hardness().label();
  }
}
