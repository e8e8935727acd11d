package io.dptrain.accountant.statement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Signatures by Ed25519 (RFC 8032), with keys as PEM, as {@code openssl genpkey -algorithm ed25519}
 * and {@code openssl pkey -pubout} write them. Stateless.
 */
final class Ed25519 {
  private Ed25519() {}

  /** Returns the signature of a text, in hexadecimal. */
  static String sign(String text, String privatePem) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey(privatePem));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    signer.update(bytes, 0, bytes.length);
    return HexFormat.of().formatHex(signer.generateSignature());
  }

  /** Whether a signature is that of a text by the holder of a key. */
  static boolean verify(String text, String signature, String publicPem) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, publicKey(publicPem));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    verifier.update(bytes, 0, bytes.length);
    try {
      return verifier.verifySignature(HexFormat.of().parseHex(signature));
    } catch (IllegalArgumentException e) { // not hexadecimal
      return false;
    }
  }

  /** How a key is read from its bytes. */
  private interface KeyFactory {
    AsymmetricKeyParameter keyOf(byte[] bytes) throws IOException;
  }

  private static Ed25519PrivateKeyParameters privateKey(String pem) {
    return key(
        pem,
        "PRIVATE KEY",
        PrivateKeyFactory::createKey,
        Ed25519PrivateKeyParameters.class,
        "private Ed25519 key as PEM; openssl genpkey -algorithm ed25519 -out key.pem");
  }

  private static Ed25519PublicKeyParameters publicKey(String pem) {
    return key(
        pem,
        "PUBLIC KEY",
        PublicKeyFactory::createKey,
        Ed25519PublicKeyParameters.class,
        "public Ed25519 key as PEM; openssl pkey -in key.pem -pubout -out public.pem");
  }

  /**
   * Returns the key of a PEM text.
   *
   * @param wanted what it must be, and the command that makes one, for the message
   */
  private static <K> K key(
      String pem, String label, KeyFactory factory, Class<K> type, String wanted) {
    Exception cause = null;
    try {
      AsymmetricKeyParameter key = factory.keyOf(decoded(pem, label));
      if (type.isInstance(key)) {
        return type.cast(key);
      }
    } catch (IOException | RuntimeException e) {
      cause = e;
    }
    throw new IllegalArgumentException("the key must be a " + wanted + " makes one", cause);
  }

  private static byte[] decoded(String pem, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no " + begin);
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }
}
