package io.dptrain.accountant.ledger.store;

/**
 * A ledger that cannot be read, is not what it should be, or cannot be written. The message is one
 * line: which file or record, the rule, and what to do.
 *
 * <p>Whatever it interrupts did not run, and what was charged stays charged.
 */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A refusal. */
  public LedgerException(String message) {
    super(message);
  }

  /** A failure of what keeps the records. */
  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
