package io.dptrain.accountant.pld;

import java.util.ArrayList;
import java.util.List;

/**
 * Abscissas around a saddle point, of which one carries the contour and those above it bound what
 * the trapezoid rule adds. Immutable.
 */
final class Ladder {
  private static final double[] FACTORS = {1, 0.75, 0.55, 0.4, 1.25, 1.6, 2.2, 4};

  /** The first of them may carry the contour; the last, above the saddle, only bound. */
  private static final int CANDIDATES = 4;

  /** The saddle point is kept unless another abscissa shortens the period by this factor. */
  private static final double WORTHWHILE = 0.75;

  private final List<TiltedLoss> rungs = new ArrayList<>(FACTORS.length);
  private final double needed;

  /**
   * @param logAccuracy the logarithm of what each alias may be
   */
  Ladder(LossSum sum, TiltedLoss saddle, double logAccuracy) {
    this.needed = -logAccuracy;
    rungs.add(saddle);
    for (int i = 1; i < FACTORS.length; i++) {
      TiltedLoss rung = sum.at(saddle.z() * FACTORS[i]);
      if (rung.isFinite()) {
        rungs.add(rung);
      }
    }
  }

  /** Returns the rung that needs the shortest period. */
  TiltedLoss best(double epsilon) {
    TiltedLoss best = rungs.get(0);
    for (TiltedLoss rung : rungs.subList(1, Math.min(CANDIDATES, rungs.size()))) {
      if (period(rung, epsilon) < WORTHWHILE * period(best, epsilon)) {
        best = rung;
      }
    }
    return best;
  }

  /** Returns the rungs above the given one. */
  List<TiltedLoss> above(TiltedLoss rung) {
    return rungs.stream().filter(other -> other.z() > rung.z()).toList();
  }

  /** Returns the distance of the aliases that keeps them within the accuracy. */
  double period(TiltedLoss rung, double epsilon) {
    double right = Double.POSITIVE_INFINITY;
    for (TiltedLoss other : above(rung)) {
      double distance = (other.logChernoff(epsilon) + needed) / (other.z() - rung.z());
      right = Math.min(right, distance);
    }
    double left = needed / rung.z();
    return Double.isInfinite(right) ? left : Math.max(left, right);
  }

  /** Returns the least epsilon that a Chernoff bound at one of the rungs gives. */
  double chernoffEpsilon(double logDelta) {
    double least = Double.POSITIVE_INFINITY;
    for (TiltedLoss rung : rungs) {
      least = Math.min(least, rung.chernoffEpsilon(logDelta));
    }
    return Math.max(0, least);
  }
}
