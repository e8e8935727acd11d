package io.dptrain.accountant.pld;

import org.apache.commons.math3.special.Erf;

/**
 * Probabilities of intervals under N(0, 1).
 *
 * <p><b>Error:</b> about 1e-14 relative for intervals of length up to 1/2 (Gauss-Legendre, 8
 * points); for longer ones that of erfc.
 */
final class NormalMass {
  private static final double SHORT = 0.5;

  /** The number of points of the quadrature. */
  static final int POINTS = 8;

  private static final double[] NODES = {
    0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
  };
  private static final double[] WEIGHTS = {
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
  };

  private NormalMass() {}

  /** Returns a point of the quadrature, in (-1, 1). */
  static double node(int point) {
    return point % 2 == 0 ? NODES[point / 2] : -NODES[point / 2];
  }

  /** Returns the weight of a point; those of all are 2 together. */
  static double weight(int point) {
    return WEIGHTS[point / 2];
  }

  /** Returns the probability of (from, to); either end may be infinite. */
  static double between(double from, double to) {
    // The difference of two tails would cancel.
    if (to - from <= SHORT) {
      return quadrature(from, to);
    } else if (from >= 0) {
      return above(from) - above(to);
    } else if (to <= 0) {
      return above(-to) - above(-from);
    }
    return 1 - above(-from) - above(to);
  }

  private static double above(double x) {
    return Erf.erfc(x / Math.sqrt(2)) / 2;
  }

  private static double quadrature(double from, double to) {
    double half = (to - from) / 2;
    double middle = from + half;
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      double low = middle - half * NODES[i];
      double high = middle + half * NODES[i];
      sum += WEIGHTS[i] * (Math.exp(-low * low / 2) + Math.exp(-high * high / 2));
    }
    return sum * half / Math.sqrt(2 * Math.PI);
  }
}
