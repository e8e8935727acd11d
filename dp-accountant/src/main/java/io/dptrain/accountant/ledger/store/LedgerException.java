package io.dptrain.accountant.ledger.store;

/**
 * A ledger that cannot be read, is not what it should be, or cannot be written. The message is one
 * line: which file or record, the rule, and what to do.
 *
 * <p>Whatever it interrupts did not run, and what was charged stays charged.
 */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String RESTORE =
      "; restore it from a copy with all its records: an older one forgets what was spent";

  /** A refusal. */
  public LedgerException(String message) {
    super(message);
  }

  /**
   * What is kept is not what was written.
   *
   * @param what is wrong with what
   */
  public static LedgerException damaged(String what) {
    return new LedgerException(what + RESTORE);
  }

  /** A failure of what keeps the records. */
  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
