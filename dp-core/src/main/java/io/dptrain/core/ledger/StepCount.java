package io.dptrain.core.ledger;

import java.util.function.LongPredicate;

/** The search for the largest number of steps that fits. */
final class StepCount {
  /** So many steps an accountant can count. */
  static final long LARGEST = 1L << 53;

  private StepCount() {}

  /**
   * The largest count that fits, where all smaller ones fit as well; zero if none does. Counts near
   * a guess are tried first: a training loop asks after every step.
   *
   * @param most the largest count to try
   */
  static long largest(long most, long guess, LongPredicate fits) {
    long low = 0;
    long high = most + 1;
    long next = Math.max(1, Math.min(most, guess));
    for (long stride = 1; high - low > 1; stride = Math.min(2 * stride, LARGEST)) {
      if (fits.test(next)) {
        low = next;
        next = stride < high - low ? low + stride : low + (high - low) / 2;
      } else {
        high = next;
        next = stride < high - low ? high - stride : low + (high - low) / 2;
      }
    }
    return low;
  }
}
