package io.dptrain.examples.accounting;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Numbers;

/** Checks of what was typed. Each message names the flag, the rule and the value. */
final class Inputs {
  private static final long MAX_COUNT = 1L << 53;

  private Inputs() {}

  static double nonNegative(String flag, double value) {
    require(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        flag + " must be 0 or more and finite, but is " + Numbers.plain(value));
    return value;
  }

  static double positive(String flag, double value) {
    require(
        value > 0 && value < Double.POSITIVE_INFINITY,
        flag + " must be a positive finite number, but is " + Numbers.plain(value));
    return value;
  }

  static double probability(String flag, double value) {
    require(
        value > 0 && value <= 1,
        flag + " must be above 0 and at most 1, but is " + Numbers.plain(value));
    return value;
  }

  static double delta(String flag, double value) {
    require(
        value > 0 && value < 1,
        flag + " must be above 0 and below 1, but is " + Numbers.plain(value));
    return value;
  }

  static long count(String flag, long value) {
    require(value >= 1 && value <= MAX_COUNT, flag + " must be in [1, 2^53], but is " + value);
    return value;
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new BadInput(message);
    }
  }
}
