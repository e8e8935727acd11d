package io.dptrain.accountant.internal;

/** Arithmetic on logarithms of positive numbers, without overflow and without cancellation. */
public final class LogSpace {
  /** From here on, exp(-x) is below half an ulp of 1. */
  private static final double EXP_VANISHES = 40;

  private LogSpace() {}

  /**
   * Returns log(exp(x) - 1).
   *
   * <p><b>Domain:</b> x > 0. <b>Error:</b> a few ulp, on either side.
   */
  public static double logExpm1(double x) {
    return x > EXP_VANISHES ? x : Math.log(Math.expm1(x));
  }

  /**
   * Returns log(1 + exp(x)).
   *
   * <p><b>Domain:</b> all x. <b>Error:</b> a few ulp of the result, on either side, also where the
   * result is tiny.
   */
  public static double log1pExp(double x) {
    return x > EXP_VANISHES ? x : Math.log1p(Math.exp(x));
  }

  /**
   * A sum of positive terms given by their logarithms; terms are kept relative to the largest so
   * far. Not thread-safe.
   */
  public static final class Sum {
    private double largest = Double.NEGATIVE_INFINITY;
    private double scaled;

    public void add(double logTerm) {
      if (logTerm == Double.NEGATIVE_INFINITY || largest == Double.POSITIVE_INFINITY) {
        return;
      }
      if (logTerm <= largest) {
        scaled += Math.exp(logTerm - largest);
      } else {
        scaled = scaled * Math.exp(largest - logTerm) + 1;
        largest = logTerm;
      }
    }

    /** Returns the logarithm of the largest term, minus infinity for an empty sum. */
    public double logLargest() {
      return largest;
    }

    /** Returns the logarithm of the sum, minus infinity for an empty sum. */
    public double log() {
      return Double.isInfinite(largest) ? largest : largest + Math.log(scaled);
    }
  }
}
