package io.dptrain.core.stability.monitor;

/** What may be done with a number that was measured during training. */
public enum Privacy {
  /** Does not depend on private data, or only through a release that is already accounted for. */
  PUBLIC("public"),
  /**
   * Computed from private data as it is. Showing it, or acting on it, is a release that no ledger
   * knows of.
   */
  NOT_PRIVATE("NOT PRIVATE"),
  /** Computed from private data and noised, with an event of its own in a ledger. */
  NOISED("noised");

  private final String label;

  Privacy(String label) {
    this.label = label;
  }

  /** The mark of a value that is computed from one of this kind and one of another. */
  public Privacy with(Privacy other) {
    if (this == NOT_PRIVATE || other == NOT_PRIVATE) {
      return NOT_PRIVATE;
    }
    return this == NOISED ? this : other;
  }

  @Override
  public String toString() {
    return label;
  }
}
