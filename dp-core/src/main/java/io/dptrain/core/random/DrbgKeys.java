package io.dptrain.core.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.prng.SP800SecureRandomBuilder;

/**
 * Keys from Bouncy Castle's Hash_DRBG with SHA-512, a generator after NIST SP 800-90A, at 256 bits
 * of security.
 *
 * <p>Entropy and nonce come from the platform's default {@link SecureRandom}, which does not block
 * once the system is up. The generator replaces its own state after each key (backtracking
 * resistance): who sees the memory of the process later cannot compute the keys of earlier
 * requests.
 *
 * <p><b>Thread safety.</b> Safe, as every {@link SecureRandom} is. Not serializable: a restored
 * copy would hand out the same keys again.
 */
final class DrbgKeys implements KeySource {

  private static final int ENTROPY_BITS = 256;
  private static final int NONCE_BYTES = 32;

  private final SecureRandom drbg;

  /**
   * Draws fresh entropy.
   *
   * @param personalization what the keys are for; separates generators, need not be secret
   */
  DrbgKeys(String personalization) {
    SecureRandom entropy = new SecureRandom();
    byte[] nonce = new byte[NONCE_BYTES];
    entropy.nextBytes(nonce);
    drbg =
        new SP800SecureRandomBuilder(entropy, false)
            .setEntropyBitsRequired(ENTROPY_BITS)
            .setPersonalizationString(personalization.getBytes(StandardCharsets.UTF_8))
            .buildHash(new SHA512Digest(), nonce, false);
  }

  @Override
  public int[] nextKey() {
    byte[] bytes = new byte[ChaCha20.KEY_WORDS * Integer.BYTES];
    drbg.nextBytes(bytes);
    int[] key = new int[ChaCha20.KEY_WORDS];
    ByteBuffer.wrap(bytes).asIntBuffer().get(key);
    Arrays.fill(bytes, (byte) 0);
    return key;
  }
}
