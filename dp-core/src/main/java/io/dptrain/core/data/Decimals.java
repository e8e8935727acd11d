package io.dptrain.core.data;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers out of bytes: a sign, digits, a point, an exponent, and nothing else.
 *
 * <p><b>Error</b>: the nearest double. Up to 2^53 times or over a power of ten up to 10^22 both are
 * exact, and the one operation rounds once (Clinger, How to read floating point numbers accurately,
 * 1990); all others go to {@link Double#parseDouble}, ten times slower.
 */
final class Decimals {
  private static final long LARGEST_EXACT = 1L << 53;
  private static final int LARGEST_EXPONENT = 9_999;
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1]; // exact up to 10^22
    }
  }

  private final byte[] bytes;
  private final int to;
  private int at;
  private long digits;
  private int count;
  private int exponent;
  private boolean isExact = true;

  private Decimals(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /**
   * Reads a number.
   *
   * @throws NumberFormatException if there is anything else
   */
  static double parse(byte[] bytes, int from, int to) {
    return new Decimals(bytes, from, to).value(from);
  }

  private double value(int from) {
    boolean isNegative = at < to && bytes[at] == '-';
    if (isNegative || (at < to && bytes[at] == '+')) {
      at++;
    }
    digits(0);
    if (at < to && bytes[at] == '.') {
      at++;
      digits(-1);
    }
    if (count == 0) {
      throw refused();
    }
    if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      exponent();
    }
    if (at < to) {
      throw refused();
    }
    if (!isExact || Math.abs(exponent) >= POWERS.length) {
      return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }
    double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    return isNegative ? -value : value;
  }

  private boolean isDigit() {
    return at < to && bytes[at] >= '0' && bytes[at] <= '9';
  }

  private void digits(int exponentOfEach) {
    for (; isDigit(); at++) {
      digits = isExact ? 10 * digits + (bytes[at] - '0') : digits;
      isExact &= digits <= LARGEST_EXACT;
      exponent += exponentOfEach;
      count++;
    }
  }

  private void exponent() {
    boolean isNegative = at < to && bytes[at] == '-';
    if (isNegative || (at < to && bytes[at] == '+')) {
      at++;
    }
    if (!isDigit()) {
      throw refused();
    }
    int read = 0;
    for (; isDigit(); at++) {
      read = Math.min(LARGEST_EXPONENT, 10 * read + (bytes[at] - '0'));
    }
    exponent += isNegative ? -read : read;
  }

  /** Without the text: it is of a record. */
  private static NumberFormatException refused() {
    return new NumberFormatException("a cell must be a decimal number");
  }
}
