package io.dptrain.accountant.attack;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.internal.Checks;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * How well anybody can tell from the outputs whether a record was there: the true-positive rate of
 * the best test at a false-positive rate.
 *
 * <p><b>Formula:</b> (epsilon, delta)-privacy in both directions bounds the rates of every test by
 * TPR <= e^epsilon FPR + delta and 1 - FPR <= e^epsilon (1 - TPR) + delta; the best of all epsilons
 * counts.
 *
 * <p><b>Source:</b> Wasserman, Zhou 2010; Dong, Roth, Su 2022, Gaussian differential privacy,
 * Proposition 2.12.
 *
 * <p>Asks the accountant about a hundred times a rate. What is composed later counts in later
 * answers. Thread-safe if the accountant is.
 */
public final class TradeOff {
  private static final double GOLDEN = (3 - Math.sqrt(5)) / 2;

  /** Leaves less than 10^-9 of the interval. */
  private static final int EVALUATIONS = 48;

  /** Where delta is 1 at epsilon 0, the interval would have no end. */
  private static final double LARGEST_EPSILON = 500;

  private final PrivacyAccountant accountant;

  /**
   * @param accountant the one that keeps what was released
   */
  public TradeOff(PrivacyAccountant accountant) {
    this.accountant = Objects.requireNonNull(accountant, "accountant");
  }

  /**
   * Returns the largest true-positive rate that a test with the given false-positive rate can have.
   *
   * <p><b>Domain:</b> falsePositiveRate in (0, 1). <b>Unit:</b> probability.
   *
   * <p><b>Error:</b> upward: any epsilon gives a bound, and the search stops within about 1e-8 of
   * the best if delta(epsilon) is exact. Between falsePositiveRate and 1.
   */
  public double truePositiveRate(double falsePositiveRate) {
    Checks.require(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "falsePositiveRate must be in (0, 1), but is %s",
        falsePositiveRate);
    double atZero = Math.min(1, falsePositiveRate + accountant.delta(0));
    // Beyond these ends neither bound is below the one at epsilon 0.
    double raised =
        least(
            e -> Math.exp(e) * falsePositiveRate + accountant.delta(e),
            -Math.log(falsePositiveRate));
    double missed =
        least(
            e -> 1 - Math.exp(-e) * (1 - falsePositiveRate - accountant.delta(e)),
            Math.min(LARGEST_EPSILON, -Math.log1p(-atZero)));
    double bound = Math.min(atZero, Math.min(raised, missed));
    return Math.max(falsePositiveRate, Math.min(1, bound * (1 + 0x1p-50)));
  }

  /**
   * Returns the largest difference between the true-positive and the false-positive rate that any
   * test can have: the advantage over guessing, the total variation distance.
   *
   * <p><b>Formula:</b> delta(0). <b>Unit:</b> probability. <b>Error:</b> upward, that of the
   * accountant.
   */
  public double advantage() {
    return accountant.delta(0);
  }

  /** Returns the least value that a golden-section search on [0, end] comes across. */
  private static double least(DoubleUnaryOperator bound, double end) {
    double from = 0;
    double to = end;
    double left = from + GOLDEN * (to - from);
    double right = to - GOLDEN * (to - from);
    double atLeft = bound.applyAsDouble(left);
    double atRight = bound.applyAsDouble(right);
    // Every value is a bound, so the least one seen counts, also where the search goes astray.
    double least = Math.min(atLeft, atRight);
    for (int i = 2; i < EVALUATIONS; i++) {
      if (atLeft <= atRight) {
        to = right;
        right = left;
        atRight = atLeft;
        left = from + GOLDEN * (to - from);
        atLeft = bound.applyAsDouble(left);
        least = Math.min(least, atLeft);
      } else {
        from = left;
        left = right;
        atLeft = atRight;
        right = to - GOLDEN * (to - from);
        atRight = bound.applyAsDouble(right);
        least = Math.min(least, atRight);
      }
    }
    return least;
  }
}
