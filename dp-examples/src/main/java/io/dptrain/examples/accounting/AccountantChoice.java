package io.dptrain.examples.accounting;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import java.util.Locale;

/** The accountants that {@code --accountant} names. */
enum AccountantChoice {
  /** Renyi differential privacy: about a tenth above the truth. */
  RDP,

  /** The distribution of the privacy loss: a bracket around the truth. */
  PLD;

  AccountantChoice other() {
    return this == RDP ? PLD : RDP;
  }

  PrivacyAccountant create(NeighboringRelation relation) {
    return this == RDP ? new RdpAccountant(relation) : new PldAccountant(relation);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
