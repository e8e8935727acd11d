package io.dptrain.examples.accounting;

import io.dptrain.examples.BadInput;
import java.util.Locale;

/** The accountants that {@code --accountant} names. */
enum AccountantChoice {
  /** Renyi differential privacy: fast, about a tenth above the truth. */
  RDP,

  /** The tight accountant. */
  PLD;

  /** Refuses what this version does not hold. */
  void requireAvailable() {
    if (this == PLD) {
      throw new BadInput("--accountant pld is not in this version; use --accountant rdp");
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
