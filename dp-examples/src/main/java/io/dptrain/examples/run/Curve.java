package io.dptrain.examples.run;

import java.util.List;
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
