package io.dptrain.examples;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people write them: {@code 1e-5}, {@code 0.25}, {@code 14,062 steps}. */
public final class Numbers {
  private Numbers() {}

  /** All digits that tell the number from its neighbors, without a needless {@code .0}. */
  public static String plain(double value) {
    return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : Double.toString(value);
  }

  /** Zeros at the end are dropped; below 0.001 and from 1e9 on with an exponent. */
  static String plain(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal digits = value.stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    return exponent >= -3 && exponent < 9
        ? digits.toPlainString()
        : digits.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  /** A whole number and what is counted, such as {@code "1 step"} or {@code "1,000 steps"}. */
  public static String count(long number, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
  }
}
