package io.dptrain.examples;

/**
 * Input that the user can put right: a file, a folder or a parameter.
 *
 * <p>The message is one line for a reader of the terminal. It names the value, the rule it breaks
 * and the fix. The command line prints it without a stack trace and exits with code 2.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A message of one line: the value, the rule, the fix. */
  public BadInput(String message) {
    super(message);
  }

  /** As {@link #BadInput(String)}, with the failure that was found underneath. */
  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
