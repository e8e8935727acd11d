package io.dptrain.core.random;

/**
 * The default source of uniform bits: unpredictable, and different in every process and object.
 *
 * <p>Keys come from a NIST SP 800-90A generator and are expanded by ChaCha20; a key serves for
 * {@value KeyedBits#WORDS_PER_KEY} words.
 *
 * <p><b>Thread safety.</b> May be shared.
 */
public final class SecureBits implements RandomBits {

  private final KeyedBits bits = new KeyedBits(new DrbgKeys("io.dptrain bits"));

  private SecureBits() {}

  /** A source with fresh entropy of its own. */
  public static SecureBits create() {
    return new SecureBits();
  }

  @Override
  public long nextLong() {
    return bits.nextLong();
  }

  @Override
  public boolean reproducible() {
    return false;
  }
}
