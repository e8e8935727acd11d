package io.dptrain.accountant.ledger.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Lines of a ledger whose hashes follow, by the digest of the JDK: what a forger would write. */
final class ChainedLines {
  private ChainedLines() {}

  /** Returns the records of the lines with hashes of their own. */
  static List<String> of(List<String> lines) {
    List<String> chained = new ArrayList<>();
    byte[] last = new byte[32];
    for (String line : lines) {
      String body = line.substring(0, line.indexOf(",\"hash\":"));
      last = hash(last, body);
      chained.add(body + ",\"hash\":\"" + HexFormat.of().formatHex(last) + "\"}");
    }
    return chained;
  }

  private static byte[] hash(byte[] before, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(before);
      return digest.digest(body.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
