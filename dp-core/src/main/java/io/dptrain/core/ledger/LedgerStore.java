package io.dptrain.core.ledger;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps how many steps of one run were charged. Thread safe.
 *
 * <p>A store that loses a charge would make the reported epsilon too small: {@link #charge} must
 * not return before the charge is kept. One store serves one optimizer: a {@link PrivacyLedger}
 * begins with an empty one, or with one of a run that it knows, and refuses to go on where somebody
 * else charged it, or a charge is missing.
 */
public interface LedgerStore {

  /**
   * Keeps that one step more was charged, before anything of that step can be seen.
   *
   * <p>If it throws, the run cannot go on, as it is not known whether the charge was kept.
   *
   * @return how many were charged before, in one action with the charge
   */
  long charge();

  /** The number of steps that were charged. */
  long steps();

  /** A store in memory, which ends with the process. */
  static LedgerStore inMemory() {
    AtomicLong charged = new AtomicLong();
    return new LedgerStore() {
      @Override
      public long charge() {
        return charged.getAndIncrement();
      }

      @Override
      public long steps() {
        return charged.get();
      }
    };
  }
}
