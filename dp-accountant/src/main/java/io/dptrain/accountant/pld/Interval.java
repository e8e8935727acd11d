package io.dptrain.accountant.pld;

/** A lower and an upper bound on the same number. */
record Interval(double lower, double upper) {
  static final Interval ZERO = new Interval(0, 0);

  /** Returns what is known from both. */
  Interval and(Interval other) {
    return new Interval(Math.max(lower, other.lower), Math.min(upper, other.upper));
  }

  Interval withoutLower() {
    return new Interval(0, upper);
  }
}
