package io.dptrain.accountant.pld;

import java.util.List;

/**
 * delta(epsilon) as an integral over a vertical line, by the trapezoid rule, with bounds on both
 * sides. The proof is in the package's documentation.
 *
 * <p>Immutable.
 */
final class Contour {
  /** Each error may be about this part of delta, as a logarithm. */
  static final double LOG_ACCURACY = -18;

  private static final int MOST_NODES = 1 << 16;

  /** Nodes times the points of each moment: about a tenth of a second. */
  private static final int MOST_WORK = 1 << 24;

  private static final double ROUNDING = 4 * 0x1p-53;

  private final TiltedLoss tilted;
  private final List<TiltedLoss> further;
  private final Direction direction;
  private final double period;
  private final double spacing;
  private final int nodes;
  private final double smoothing;
  private final double logTail;
  private final double[] re;
  private final double[] im;
  private final double weight;
  private final double weightedError;

  Contour(Ladder ladder, Direction direction, double epsilon, double logDelta) {
    this.tilted = ladder.best(epsilon);
    this.direction = direction;
    this.further = ladder.above(tilted);
    this.period = ladder.period(tilted, epsilon);
    this.spacing = 2 * Math.PI / period;
    double z = tilted.z();
    double needed = tilted.log() - z * epsilon - logDelta - LOG_ACCURACY;
    this.nodes = nodes(needed);
    double top = nodes * spacing;
    double decay = tilted.logDecay(top);
    double missing = needed + decay - Math.log(Math.PI * top);
    this.smoothing = missing > 0 ? smoothing(missing, top) : 0;
    this.logTail = decay - smoothing * top * top / 2 - Math.log(Math.PI * top);
    ContourNodes values = new ContourNodes(tilted, smoothing, spacing, nodes, direction);
    this.re = values.re();
    this.im = values.im();
    this.weight = values.weight();
    this.weightedError = values.weightedError();
  }

  private int nodes(double needed) {
    int points = tilted.moments().stream().mapToInt(moment -> moment.terms().kept()).sum();
    int most = Math.min(MOST_NODES, Math.max(256, MOST_WORK / (1 + points)));
    double y = 5 / Math.sqrt(tilted.variance());
    while (y < most * spacing) {
      if (needed + tilted.logDecay(y) - Math.log(Math.PI * y) <= 0) {
        return Math.max(8, (int) Math.ceil(y / spacing));
      }
      y *= 1.4;
    }
    return most;
  }

  private double smoothing(double missing, double top) {
    return 2 * missing / Math.max(top * top - tilted.z() * (1 + tilted.z()), 1e-300);
  }

  /** Returns a number that is at least delta(epsilon). */
  double upper(double epsilon) {
    double bound = value(epsilon) + error(epsilon);
    return bound >= 0 ? Math.min(1, bound) : 1;
  }

  /** Returns a number that is at most delta(epsilon). */
  double lower(double epsilon) {
    double z = tilted.z();
    double outer = 0;
    double at = epsilon;
    if (smoothing > 0) {
      double logDelta = Math.log(Math.max(upper(epsilon), 1e-300));
      double deviations = Math.sqrt(2 * (10 - logDelta));
      at = epsilon + deviations * Math.sqrt(smoothing) + smoothing / 2;
      outer = Math.exp(logDelta - 10);
    }
    double alias = 1 / Math.expm1(period * z) + rightAlias(at);
    double bound = value(at) - error(at) - alias - outer;
    return bound > 0 ? bound * (1 - 1e-12) : 0;
  }

  private double rightAlias(double epsilon) {
    double least = Double.POSITIVE_INFINITY;
    for (TiltedLoss other : further) {
      double extra = smoothing * other.z() * (1 + other.z()) / 2;
      double log = other.logChernoff(epsilon) + extra;
      double gap = period * (other.z() - tilted.z());
      least = Math.min(least, Math.exp(log - gap) / -Math.expm1(-gap));
    }
    return least;
  }

  /** Returns the trapezoid sum. */
  private double value(double epsilon) {
    double angle = -direction.sign() * spacing * (epsilon - tilted.offset());
    double stepRe = Math.cos(angle);
    double stepIm = Math.sin(angle);
    double sumRe = 0;
    double sumIm = 0;
    for (int k = nodes; k >= 0; k--) {
      double next = sumRe * stepRe - sumIm * stepIm + re[k];
      sumIm = sumRe * stepIm + sumIm * stepRe + im[k];
      sumRe = next;
    }
    return scale(epsilon) * sumRe;
  }

  private double scale(double epsilon) {
    double z = tilted.z();
    return Math.exp(tilted.log() + smoothing * z * (1 + z) / 2 - z * epsilon);
  }

  /** Returns a bound on what truncation, quadrature and rounding can change in the sum. */
  private double error(double epsilon) {
    double z = tilted.z();
    double relative = nodes + 64 + z * (epsilon + Math.abs(tilted.offset())) + tilted.log();
    relative += nodes * spacing * (epsilon + Math.abs(tilted.offset()));
    double arithmetic = weight * Math.expm1(ROUNDING * relative);
    return scale(epsilon) * (weightedError + arithmetic + Math.exp(logTail));
  }
}
