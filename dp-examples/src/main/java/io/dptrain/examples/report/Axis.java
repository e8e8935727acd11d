package io.dptrain.examples.report;

import java.util.List;
import java.util.NavigableSet;
import java.util.stream.DoubleStream;

/**
 * A horizontal axis of pictures that are no charts.
 *
 * @param lowest at its left end
 * @param highest at its right end, above the lowest
 * @param left where it begins, in pixels
 * @param right where it ends, in pixels
 */
public record Axis(
    double lowest, double highest, boolean isLogarithmic, double left, double right) {
  private static final int MOST_DECADES = 6;

  /** One that shows some values, from 0 to 1 if there are none; it includes 0 if it is linear. */
  public static Axis around(NavigableSet<Double> values, boolean isLogarithmic) {
    if (values.isEmpty()) {
      return new Axis(isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1, isLogarithmic, 0, 1);
    }
    if (isLogarithmic) {
      double lowest = Ticks.below(values.first());
      return new Axis(lowest, Math.max(Ticks.above(values.last()), 2 * lowest), true, 0, 1);
    }
    double above = values.last() > 0 ? Ticks.top(values.last()) : 0;
    double below = values.first() < 0 ? -Ticks.top(-values.first()) : 0;
    return new Axis(below, above > below ? above : below + 1, false, 0, 1);
  }

  /** The same from one pixel to another. */
  public Axis between(double newLeft, double newRight) {
    return new Axis(lowest, highest, isLogarithmic, newLeft, newRight);
  }

  /** Whether a value has a place. */
  public boolean holds(double value) {
    return Double.isFinite(value) && (!isLogarithmic || value > 0);
  }

  /** Where a value is. */
  public double at(double value) {
    double share =
        isLogarithmic
            ? Math.log(value / lowest) / Math.log(highest / lowest)
            : (value - lowest) / (highest - lowest);
    return left + share * (right - left);
  }

  /** Where lines stand. */
  public List<Double> ticks() {
    return (isLogarithmic ? powers() : steps()).boxed().toList();
  }

  private DoubleStream steps() {
    double step = Ticks.step(highest - lowest);
    long first = (long) Math.ceil(lowest / step - 1e-9);
    return DoubleStream.iterate(first * step, at -> at <= highest + step / 1e6, at -> at + step);
  }

  /** Powers of ten, at most some; 1, 2 and 5 times these where there are few. */
  private DoubleStream powers() {
    int first = (int) Math.floor(Math.log10(lowest) + 1e-9);
    int last = (int) Math.ceil(Math.log10(highest) - 1e-9);
    int every = 1 + (last - first) / MOST_DECADES;
    double[] factors = last - first <= 2 ? new double[] {1, 2, 5} : new double[] {1};
    return DoubleStream.iterate(first, at -> at <= last, at -> at + every)
        .flatMap(power -> DoubleStream.of(factors).map(factor -> factor * Math.pow(10, power)))
        .filter(at -> at >= lowest * (1 - 1e-9) && at <= highest * (1 + 1e-9));
  }

  /** What is written at a line. */
  public String label(double tick) {
    return Ticks.linear(Math.abs(tick) < 1e-9 * (highest - lowest) && !isLogarithmic ? 0 : tick);
  }
}
