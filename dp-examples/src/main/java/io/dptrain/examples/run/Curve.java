package io.dptrain.examples.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Points of a picture, in the order in which they are joined.
 *
 * @param x as many as {@code y}
 */
public record Curve(List<Double> x, List<Double> y) {

  /** Copies. */
  public Curve {
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "a curve needs as many x as y, but has " + x.size() + " and " + y.size());
    }
  }

  /** What y is at the last point. */
  public double last() {
    return y.get(y.size() - 1);
  }

  /**
   * At each point of the longest curve, a statistic of what all are there. One that has ended keeps
   * its last value; what is not finite counts as infinite.
   *
   * @param curves at least one; those without points do not count
   */
  public static Curve across(List<Curve> curves, ToDoubleFunction<double[]> statistic) {
    List<Double> x =
        curves.stream().map(Curve::x).max(Comparator.comparingInt(List::size)).orElseThrow();
    List<Curve> drawn = curves.stream().filter(curve -> !curve.y.isEmpty()).toList();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      int point = i;
      y.add(statistic.applyAsDouble(drawn.stream().mapToDouble(c -> c.at(point)).toArray()));
    }
    return new Curve(x, y);
  }

  private double at(int point) {
    double value = y.get(Math.min(point, y.size() - 1));
    return Double.isFinite(value) ? value : Double.POSITIVE_INFINITY;
  }

  /** The power of x that y grows by: the slope of log y over log x. */
  public double exponent() {
    SimpleRegression line = new SimpleRegression();
    for (int i = 0; i < x.size(); i++) {
      line.addData(Math.log(x.get(i)), Math.log(y.get(i)));
    }
    return line.getSlope();
  }

  /** The slope of log y over x, from some x on: the rate of exponential growth. */
  public double rate(double from) {
    SimpleRegression line = new SimpleRegression();
    for (int i = 0; i < x.size(); i++) {
      if (x.get(i) >= from) {
        line.addData(x.get(i), Math.log(y.get(i)));
      }
    }
    return line.getSlope();
  }
}
