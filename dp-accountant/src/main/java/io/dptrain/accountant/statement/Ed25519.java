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

  private static Ed25519PrivateKeyParameters privateKey(String pem) {
    try {
      AsymmetricKeyParameter key = PrivateKeyFactory.createKey(decoded(pem, "PRIVATE KEY"));
      if (key instanceof Ed25519PrivateKeyParameters ed25519) {
        return ed25519;
      }
    } catch (IOException | RuntimeException e) {
      throw refused("private", "genpkey -algorithm ed25519 -out key.pem", e);
    }
    throw refused("private", "genpkey -algorithm ed25519 -out key.pem", null);
  }

  private static Ed25519PublicKeyParameters publicKey(String pem) {
    try {
      AsymmetricKeyParameter key = PublicKeyFactory.createKey(decoded(pem, "PUBLIC KEY"));
      if (key instanceof Ed25519PublicKeyParameters ed25519) {
        return ed25519;
      }
    } catch (IOException | RuntimeException e) {
      throw refused("public", "pkey -in key.pem -pubout -out public.pem", e);
    }
    throw refused("public", "pkey -in key.pem -pubout -out public.pem", null);
  }

  private static IllegalArgumentException refused(String kind, String command, Exception cause) {
    return new IllegalArgumentException(
        "the key must be a " + kind + " Ed25519 key as PEM; openssl " + command + " makes one",
        cause);
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
