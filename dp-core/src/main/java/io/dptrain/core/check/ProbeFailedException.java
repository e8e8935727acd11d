package io.dptrain.core.check;

/**
 * This machine does not compute what was proved of a model: the probe before the first step found
 * it on made-up rows. No step was charged, and no data was looked at.
 */
public final class ProbeFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** A finding: the operation, what was seen of it, what that means and what helps. */
  public ProbeFailedException(String operation, String seen, String meaning, String fix) {
    super(operation + ": " + seen + "; " + meaning + "; " + fix + ". Nothing was charged.");
  }
}
