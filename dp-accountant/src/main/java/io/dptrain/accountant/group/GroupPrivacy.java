package io.dptrain.accountant.group;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.internal.LogSpace;

/**
 * From a guarantee for one record to one for a group, for any mechanism.
 *
 * <p>The group is added or replaced one record at a time, so the accountant's answers must hold for
 * data sets of each size on the way, see {@link PrivacyAccountant#holdsAtEverySize}.
 *
 * <p><b>Formula:</b> (epsilon, delta) for one record gives (k epsilon, delta (e^(k epsilon) - 1) /
 * (e^epsilon - 1)) for k.
 *
 * <p><b>Source:</b> Vadhan 2017, The complexity of differential privacy, Lemma 2.2.
 *
 * <p>Stateless.
 */
public final class GroupPrivacy {
  private static final int MOST_DOUBLINGS = 80;
  private static final double SMALLEST = 0x1p-40;
  private static final double CLOSE = 1e-9;

  private GroupPrivacy() {}

  /**
   * Returns the delta of a group at the given epsilon.
   *
   * <p><b>Domain:</b> groupSize in [1, 2^53], epsilon in [0, infinity). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> upward, at most 1.
   *
   * @throws IllegalArgumentException if the accountant's answers hold at one size only
   */
  public static double delta(PrivacyAccountant accountant, long groupSize, double epsilon) {
    check(accountant, groupSize);
    double each = Checks.nonNegative("epsilon", epsilon) / groupSize;
    return Math.min(1, Math.exp(logDelta(accountant, (double) groupSize, each)) * (1 + 0x1p-48));
  }

  /**
   * Returns an epsilon of a group at the given delta.
   *
   * <p><b>Domain:</b> groupSize in [1, 2^53], delta in (0, 1). <b>Unit:</b> natural logarithm.
   *
   * <p><b>Error:</b> upward: {@link #delta} at the result is at most delta. Infinite if none is
   * found.
   *
   * @throws IllegalArgumentException if the accountant's answers hold at one size only
   */
  public static double epsilon(PrivacyAccountant accountant, long groupSize, double delta) {
    check(accountant, groupSize);
    // Aims lower by more than what delta(), asked at the result, adds for its own rounding.
    double logDelta = Math.log(Checks.delta("delta", delta)) - 0x1p-40;
    if (logDelta(accountant, (double) groupSize, 0) <= logDelta) {
      return 0;
    }
    // The group's delta need not fall everywhere, but high, at the end, was seen to be enough.
    double low = 0;
    double high = SMALLEST;
    for (int i = 0; logDelta(accountant, (double) groupSize, high) > logDelta; i++) {
      if (i == MOST_DOUBLINGS) {
        return Double.POSITIVE_INFINITY;
      }
      low = high;
      high *= 2;
    }
    while (high > low * (1 + CLOSE)) {
      double middle = low + (high - low) / 2;
      if (logDelta(accountant, (double) groupSize, middle) > logDelta) {
        low = middle;
      } else {
        high = middle;
      }
    }
    // delta() divides by the size again, and must not come out below high.
    return Math.nextUp(high * groupSize);
  }

  private static void check(PrivacyAccountant accountant, long groupSize) {
    Checks.positiveCount("groupSize", groupSize);
    Checks.require(
        groupSize == 1 || accountant.holdsAtEverySize(),
        "groupSize must be 1 after a truncated sample, but is %s: what such a sample costs depends"
            + " on the size of the data set, which a group changes by more than one; leave the"
            + " sample whole or account under REPLACE_ONE",
        groupSize);
  }

  /** Returns log of the group's delta at groupSize times the epsilon of each. */
  private static double logDelta(PrivacyAccountant accountant, double groupSize, double each) {
    double factor =
        each == 0
            ? Math.log(groupSize)
            : LogSpace.logExpm1(groupSize * each) - LogSpace.logExpm1(each);
    return Math.log(accountant.delta(each)) + factor;
  }
}
