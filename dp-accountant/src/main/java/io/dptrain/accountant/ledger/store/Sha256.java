package io.dptrain.accountant.ledger.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** Hashes by SHA-256 (FIPS 180-4). Stateless. */
public final class Sha256 {
  /** How many bytes a hash has. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** Returns the hash of a text in UTF-8, in hexadecimal. */
  public static String of(String text) {
    return HexFormat.of().formatHex(of(new byte[0], text));
  }

  /** Returns the hash of some bytes and of a text in UTF-8 behind them. */
  public static byte[] of(byte[] before, String text) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(before, 0, before.length);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }
}
