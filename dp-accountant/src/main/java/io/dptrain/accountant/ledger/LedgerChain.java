package io.dptrain.accountant.ledger;

import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Records as lines, each of which holds the hash of itself and of all before it: no record can be
 * edited, left out or moved without the rest being written anew.
 *
 * <p><b>Formula:</b> the hash of a record is SHA-256 of the hash of the record before (32 bytes,
 * zero before the first) and the line up to the comma before {@code "hash"}.
 *
 * <p>Not thread-safe.
 */
final class LedgerChain {
  private static final String BEFORE_HASH = ",\"hash\":\"";
  private static final String AFTER_HASH = "\"}";
  private static final int SEAL = BEFORE_HASH.length() + 2 * Sha256.BYTES + AFTER_HASH.length();

  private byte[] last = new byte[Sha256.BYTES];
  private byte[] next = last;
  private long count;

  /** Behind how many lines it is. */
  long count() {
    return count;
  }

  /** The hash of the last of them, in hexadecimal. */
  String hash() {
    return HexFormat.of().formatHex(last);
  }

  /** Returns the lines of records that come next, and stays where it is. */
  List<String> seal(List<LedgerRecord> records) {
    List<String> lines = new ArrayList<>();
    byte[] before = last;
    for (LedgerRecord record : records) {
      String object = RecordJson.write(record).toString();
      String body = object.substring(0, object.length() - 1);
      before = Sha256.of(before, body);
      lines.add(body + BEFORE_HASH + HexFormat.of().formatHex(before) + AFTER_HASH);
    }
    return lines;
  }

  /**
   * Returns the record of the line that comes next, and stays before it.
   *
   * @param store where it was kept, for the message
   * @throws LedgerException if the hash is another, or no such record is known
   */
  LedgerRecord check(String line, String store) {
    int end = line.length() - SEAL;
    if (end <= 0 || !line.startsWith(BEFORE_HASH, end) || !line.endsWith(AFTER_HASH)) {
      throw new LedgerException(
          "record " + (count + 1) + " of " + store + " is not a record: it ends without its hash");
    }
    byte[] hash = Sha256.of(last, line.substring(0, end));
    String written = line.substring(end + BEFORE_HASH.length(), line.length() - 2);
    if (!HexFormat.of().formatHex(hash).equals(written)) {
      throw LedgerException.damaged(
          "record "
              + (count + 1)
              + " of "
              + store
              + " was edited, or what came before it is missing: its hash does not follow from the"
              + " record before");
    }
    next = hash;
    return read(line, store);
  }

  /** Moves behind the line that was checked last. */
  void move() {
    last = next;
    count++;
  }

  /** Returns the record of a line, whatever its hash. */
  static LedgerRecord parse(String line) {
    return RecordJson.read(JsonObject.parse(line));
  }

  private LedgerRecord read(String line, String store) {
    try {
      return parse(line);
    } catch (IllegalArgumentException e) {
      throw new LedgerException(
          "record " + (count + 1) + " of " + store + " cannot be read: " + e.getMessage(), e);
    }
  }
}
