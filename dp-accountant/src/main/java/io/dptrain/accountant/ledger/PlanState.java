package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.LedgerRecord.Granted;
import java.time.Instant;

/**
 * What the records so far say of one plan.
 *
 * @param number from 1
 * @param granted the record that granted it
 * @param holder who may charge it
 * @param before what was charged before the holder, who cannot say of those that they did not run
 * @param charged how many steps
 * @param isOpen whether the holder may still charge
 * @param last when something was recorded last
 */
record PlanState(
    long number,
    Granted granted,
    String holder,
    long before,
    long charged,
    boolean isOpen,
    Instant last) {
  static PlanState of(long number, Granted granted) {
    return new PlanState(number, granted, granted.holder(), 0, 0, true, granted.at());
  }

  SpendingPlan plan() {
    return granted.plan();
  }

  boolean isHeldBy(String name) {
    return isOpen && holder.equals(name);
  }

  /**
   * The share that counts. One that ended before its first step released nothing, and whoever ended
   * it had seen nothing of it; one that ended later counts whole, as its end may have been chosen
   * by what was seen.
   */
  double share() {
    return isOpen || charged > 0 ? granted.share() : 0;
  }

  PlanState charged(Instant at, long total) {
    return new PlanState(number, granted, holder, before, total, true, at);
  }

  PlanState settled(Instant at, long total) {
    return new PlanState(number, granted, holder, before, total, false, at);
  }

  PlanState resumed(Instant at, String name) {
    return new PlanState(number, granted, name, charged, charged, true, at);
  }

  PlanReport report() {
    return new PlanReport(
        number, plan(), share(), charged, isOpen, granted.at(), last, granted.version());
  }
}
