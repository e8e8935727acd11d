package io.dptrain.examples.check.sweep;

/** What came of a question to an operation. */
public enum Verdict {
  RIGHT,
  /** Other numbers than it should be. */
  WRONG,
  /** A row changes what comes out for another one. */
  MIXES,
  /** TensorFlow says that it has none. */
  NO_GRADIENT,
  /** {@code minimize} refuses it. */
  REFUSED,
  /** TensorFlow cannot run it here. */
  FAILS,
  /** The process ends, or hangs. */
  ENDS_PROCESS;

  /** Whether numbers come out, or memory is written, that are not those of the operation. */
  public boolean isWrong() {
    return this == WRONG || this == MIXES || this == ENDS_PROCESS;
  }
}
