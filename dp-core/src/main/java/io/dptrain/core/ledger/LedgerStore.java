package io.dptrain.core.ledger;

import io.dptrain.core.Checks;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps how many steps of one run were charged. Thread safe.
 *
 * <p>A store that loses a charge makes the reported epsilon too small: {@link #charge} must not
 * return before the charge is kept.
 */
public interface LedgerStore {

  /** Keeps that one step more was charged, before anything of that step can be seen. */
  void charge();

  /**
   * The number of steps that were charged, also by earlier processes if the store outlives them.
   */
  long steps();

  /** A store in memory, which ends with the process. */
  static LedgerStore inMemory() {
    return inMemory(0);
  }

  /**
   * A store in memory that goes on after some steps of the same run, under the same plan.
   *
   * @param steps zero or more
   */
  static LedgerStore inMemory(long steps) {
    AtomicLong charged = new AtomicLong(Checks.nonNegative("steps", steps));
    return new LedgerStore() {
      @Override
      public void charge() {
        charged.incrementAndGet();
      }

      @Override
      public long steps() {
        return charged.get();
      }
    };
  }
}
