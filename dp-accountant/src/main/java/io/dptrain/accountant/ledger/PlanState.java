package io.dptrain.accountant.ledger;

import io.dptrain.accountant.ledger.LedgerRecord.Granted;
import java.time.Instant;

/** What the records so far say of one plan. Not thread-safe. */
final class PlanState {
  private final long number;
  private final Granted granted;
  private String holder;
  private long charged;

  /** What was charged before the holder: it cannot say of those that they did not run. */
  private long before;

  private boolean open = true;
  private Instant last;

  PlanState(long number, Granted granted) {
    this.number = number;
    this.granted = granted;
    this.holder = granted.holder();
    this.last = granted.at();
  }

  SpendingPlan plan() {
    return granted.plan();
  }

  long charged() {
    return charged;
  }

  long before() {
    return before;
  }

  boolean isHeldBy(String name) {
    return open && holder.equals(name);
  }

  /**
   * The share that counts. One that ended before its first step released nothing, and whoever ended
   * it had seen nothing of it; one that ended later counts whole, as its end may have been chosen
   * by what was seen.
   */
  double share() {
    return open || charged > 0 ? granted.share() : 0;
  }

  void charge(Instant at, long total) {
    charged = total;
    last = at;
  }

  void settle(Instant at, long total) {
    charged = total;
    open = false;
    last = at;
  }

  void resume(Instant at, String name) {
    holder = name;
    before = charged;
    open = true;
    last = at;
  }

  PlanReport report() {
    return new PlanReport(
        number, plan(), share(), charged, open, granted.at(), last, granted.version());
  }
}
