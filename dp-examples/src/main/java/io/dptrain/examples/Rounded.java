package io.dptrain.examples;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for people, rounded so that privacy never looks better than it is. */
public final class Rounded {
  /** Below this, three decimals say too little. */
  private static final double SMALL = 0.1;

  private Rounded() {}

  /**
   * Epsilon rounded up: with three decimals, and below 0.1 with four significant digits; {@code
   * "infinite"} if it is.
   */
  public static String epsilon(double epsilon) {
    return Double.isFinite(epsilon) ? epsilon(epsilon, RoundingMode.CEILING) : "infinite";
  }

  /** A lower end of epsilon, as {@link #epsilon} but rounded down. */
  public static String lower(double epsilon) {
    return Double.isFinite(epsilon)
        ? epsilon(epsilon, RoundingMode.FLOOR)
        : Double.isNaN(epsilon) ? "NaN" : "infinite";
  }

  private static String epsilon(double epsilon, RoundingMode mode) {
    return epsilon >= SMALL
        ? BigDecimal.valueOf(epsilon).setScale(3, mode).toPlainString()
        : fourDigits(epsilon, mode);
  }

  /** Delta with four significant digits, rounded up. */
  public static String delta(double delta) {
    return fourDigits(delta, RoundingMode.CEILING);
  }

  /** A lower end of delta with four significant digits, rounded down. */
  public static String lowerDelta(double delta) {
    return Double.isNaN(delta) ? "NaN" : fourDigits(delta, RoundingMode.FLOOR);
  }

  private static String fourDigits(double value, RoundingMode mode) {
    return Numbers.plain(BigDecimal.valueOf(value).round(new MathContext(4, mode)));
  }

  /** A noise multiplier with at most four decimals, rounded down. */
  public static String noiseMultiplier(double noiseMultiplier) {
    BigDecimal rounded = BigDecimal.valueOf(noiseMultiplier).setScale(4, RoundingMode.FLOOR);
    return rounded.signum() == 0
        ? fourDigits(noiseMultiplier, RoundingMode.FLOOR)
        : rounded.stripTrailingZeros().toPlainString();
  }
}
