package io.dptrain.core.stability.monitor;

import java.util.Arrays;

/** The last values of a series, or its first ones. */
final class Window {
  /** Times this, the median absolute deviation of normal values is their standard deviation. */
  private static final double TO_STD_DEV = 1.4826;

  private final double[] values;
  private int size;
  private int next;

  Window(int capacity) {
    this.values = new double[capacity];
  }

  /** Adds a value in place of the oldest one. */
  void add(double value) {
    values[next] = value;
    next = (next + 1) % values.length;
    size = Math.min(size + 1, values.length);
  }

  /** Adds a value unless the window is full. */
  void addIfNotFull(double value) {
    if (size < values.length) {
      add(value);
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The median, the lower one of an even number of values; NaN if there are none. */
  double median() {
    return median(Arrays.copyOf(values, size));
  }

  /**
   * The median absolute deviation, scaled to the standard deviation of normal values.
   *
   * <p><b>Formula</b>: {@code 1.4826 median(|x_i - median(x)|)}. <b>Source</b>: Rousseeuw and
   * Croux, Alternatives to the Median Absolute Deviation, 1993, section 1.
   */
  double spread() {
    double center = median();
    return TO_STD_DEV
        * median(Arrays.stream(values, 0, size).map(value -> Math.abs(value - center)).toArray());
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? Double.NaN : values[(values.length - 1) / 2];
  }
}
