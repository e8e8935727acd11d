package io.dptrain.core.data;

import java.util.Optional;

/** Holds values against the rule of their field. Each returns the rule that is broken. */
final class Ranges {
  private static final Optional<String> KEPT = Optional.empty();

  private Ranges() {}

  /** A bound such as 0.1 is that of single precision, or 0.1f would not be within it. */
  static Optional<String> check(Field field, float[] values, int from) {
    float smallest = Math.max((float) field.smallest(), -Float.MAX_VALUE);
    float largest = Math.min((float) field.largest(), Float.MAX_VALUE);
    int to = from + field.values();
    for (int i = from; i < to; i++) {
      if (!(values[i] >= smallest && values[i] <= largest)) {
        return broken(values[i]);
      }
    }
    return KEPT;
  }

  static Optional<String> check(Field field, double[] values, int from) {
    double smallest = field.smallest();
    double largest = field.largest();
    int to = from + field.values();
    for (int i = from; i < to; i++) {
      if (!(values[i] >= smallest && values[i] <= largest)) {
        return broken(values[i]);
      }
    }
    return KEPT;
  }

  static Optional<String> check(Field field, int[] values, int from) {
    double smallest = field.smallest();
    double largest = field.largest();
    int to = from + field.values();
    for (int i = from; i < to; i++) {
      if (!(values[i] >= smallest && values[i] <= largest)) {
        return broken(values[i]);
      }
    }
    return KEPT;
  }

  /** Ends are whole numbers of at most 2^53, so that rounding moves no value across one. */
  static Optional<String> check(Field field, long[] values, int from) {
    double smallest = field.smallest();
    double largest = field.largest();
    int to = from + field.values();
    for (int i = from; i < to; i++) {
      double value = (double) values[i];
      if (!(value >= smallest && value <= largest)) {
        return broken(value);
      }
    }
    return KEPT;
  }

  static Optional<String> check(Field field, byte[] values, int from) {
    double smallest = field.smallest();
    double largest = field.largest();
    int to = from + field.values();
    for (int i = from; i < to; i++) {
      int value = Byte.toUnsignedInt(values[i]);
      if (!(value >= smallest && value <= largest)) {
        return broken(value);
      }
    }
    return KEPT;
  }

  private static Optional<String> broken(double value) {
    return Optional.of(Double.isFinite(value) ? "is out of range" : "is not finite");
  }
}
