package io.dptrain.examples.lab.gan;

import java.util.stream.IntStream;

/** Points, or vectors: all coordinates of the first, all of the second, and so on. */
final class Points {
  private final double[] values;
  private final int dimension;

  Points(double[] values, int dimension) {
    this.values = values;
    this.dimension = dimension;
  }

  static Points of(float[] values, int dimension) {
    return new Points(
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), dimension);
  }

  private int count() {
    return values.length / dimension;
  }

  /** The length of the longest. */
  double largestNorm() {
    Points origin = new Points(new double[dimension], dimension);
    return IntStream.range(0, count()).mapToDouble(i -> distance(i, origin, 0)).max().orElse(0);
  }

  /**
   * How far two samples are apart.
   *
   * <p><b>Formula</b>: {@code sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|)}, zero if and only if both
   * are distributed alike. <b>Source</b>: Szekely and Rizzo, Energy statistics, 2013.
   */
  double energyDistance(Points other) {
    double squared = 2 * meanDistance(other) - meanDistance(this) - other.meanDistance(other);
    return Math.sqrt(Math.max(0, squared));
  }

  private double meanDistance(Points other) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      for (int j = 0; j < other.count(); j++) {
        sum += distance(i, other, j);
      }
    }
    return sum / count() / other.count();
  }

  private double distance(int point, Points other, int otherPoint) {
    double squares = 0;
    for (int k = 0; k < dimension; k++) {
      double apart = values[point * dimension + k] - other.values[otherPoint * dimension + k];
      squares += apart * apart;
    }
    return Math.sqrt(squares);
  }
}
