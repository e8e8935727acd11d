package io.dptrain.accountant.pld;

import java.util.List;

/**
 * delta(epsilon) as an integral over a vertical line, by the trapezoid rule, with bounds on both
 * sides. The proof is in the package's documentation. The bounds hold for every epsilon; near the
 * one that the contour was made for they are close.
 *
 * <p>Immutable.
 */
final class Contour {
  /** Each error may be about this part of delta, as a logarithm. */
  static final double LOG_ACCURACY = -18;

  /**
   * Where a loss is in a table, which is no more exact, smoothing may move it by this part of
   * epsilon.
   */
  private static final double INVISIBLE = 1e-5;

  /** A smaller epsilon counts as this there. */
  private static final double SMALL = 0.01;

  private static final int MOST_NODES = 1 << 16;

  /** Nodes times the points of each moment: about a twentieth of a second. */
  private static final int MOST_WORK = 1 << 25;

  /** More than factors below the smallest normal number, which lose their digits, can change. */
  private static final double UNDERFLOW = 1e-305;

  private final TiltedLoss tilted;
  private final List<TiltedLoss> further;
  private final Direction direction;
  private final MomentLines lines;
  private final ContourSum plain;
  private final ContourSum smoothed;
  private final ContourSum smoother;

  private Contour(
      TiltedLoss tilted,
      List<TiltedLoss> further,
      Direction direction,
      MomentLines lines,
      double smoothing) {
    this.tilted = tilted;
    this.further = further;
    this.direction = direction;
    this.lines = lines;
    this.plain = new ContourSum(tilted, lines, direction);
    this.smoothed = smoothing > 0 ? plain.smoothed(smoothing) : plain;
    this.smoother = smoothing > 0 ? plain.smoothed(4 * smoothing) : plain;
  }

  /** Returns a contour that is close at the given epsilon and delta. */
  static Contour at(Ladder ladder, Direction direction, double epsilon, double logDelta) {
    TiltedLoss tilted = ladder.best(epsilon);
    double spacing = 2 * Math.PI / ladder.period(tilted, epsilon);
    double needed = tilted.log() - tilted.z() * epsilon - logDelta - LOG_ACCURACY;
    MomentLines lines =
        new MomentLines(tilted.moments(), spacing, nodes(tilted, spacing, needed, epsilon));
    double top = lines.top();
    double missing = needed + lines.logDecay(tilted) - Math.log(Math.PI * top);
    double smoothing = missing > 0 ? smoothing(missing, top, tilted.z()) : 0;
    return new Contour(tilted, ladder.above(tilted), direction, lines, smoothing);
  }

  /**
   * Returns the same line for other counts of the same kinds of steps. Its bounds hold, and are
   * close if the counts are.
   */
  Contour with(LossSum sum) {
    List<TiltedLoss> others = further.stream().map(rung -> rung.with(sum)).toList();
    return new Contour(tilted.with(sum), others, direction, lines, smoothed.smoothing());
  }

  private static int nodes(TiltedLoss tilted, double spacing, double needed, double epsilon) {
    int points = tilted.moments().stream().mapToInt(Moment::terms).sum();
    int most = Math.min(MOST_NODES, Math.max(256, MOST_WORK / (1 + points)));
    // At first the integrand is about a normal density, and below this it has not fallen. The steps
    // are coarse, since each asks about every term and a few nodes too many are cheap.
    boolean isExact = tilted.moments().stream().noneMatch(TableMoment.class::isInstance);
    double invisible =
        isExact ? 0 : INVISIBLE * Math.min(Math.max(epsilon, SMALL), 10 / tilted.z());
    double y = 5 / Math.sqrt(tilted.variance());
    while (y < most * spacing) {
      double missing = needed + tilted.logDecay(y) - Math.log(Math.PI * y);
      double moved = missing > 0 ? smoothing(missing, y, tilted.z()) * (1 + tilted.z()) / 2 : 0;
      if (moved <= invisible) {
        return Math.max(8, (int) Math.ceil(y / spacing));
      }
      y *= 1.4;
    }
    return most;
  }

  private static double smoothing(double missing, double top, double z) {
    // Precision v gains v top^2 / 2 at the top, and costs v z (1 + z) / 2 at every height.
    return 2 * missing / Math.max(top * top - z * (1 + z), 1e-300);
  }

  TiltedLoss tilted() {
    return tilted;
  }

  /** Returns a number that is at least delta(epsilon). */
  double upper(double epsilon) {
    double bound = smoothed.value(epsilon) + smoothed.error(epsilon);
    if (smoothed != plain) {
      bound = Math.min(bound, plain.value(epsilon) + plain.error(epsilon));
    }
    return bound >= 0 ? Math.min(1, bound + UNDERFLOW) : 1;
  }

  /** Returns a number that is at most delta(epsilon). */
  double lower(double epsilon) {
    double bound = lower(plain, epsilon);
    if (smoothed != plain) {
      double most = smoother.value(epsilon) + smoother.error(epsilon);
      double least = lower(smoothed, epsilon);
      bound = Math.max(bound, Smoothing.removed(smoothed.smoothing(), least, most));
      bound = Math.max(bound, moved(epsilon));
    }
    double rounded = bound * (1 - 1e-12) - UNDERFLOW;
    return rounded > 0 ? rounded : 0;
  }

  /**
   * Returns another lower bound, for a loss that jumps next to epsilon: the added step moves the
   * loss by more than that with a probability of at most exp(-10) delta.
   */
  private double moved(double epsilon) {
    double logDelta = Math.log(Math.max(upper(epsilon), 1e-300));
    double v = smoothed.smoothing();
    double moved = epsilon + Math.sqrt(2 * (10 - logDelta) * v) + v / 2;
    return lower(smoothed, moved) - Math.exp(logDelta - 10);
  }

  private double lower(ContourSum sum, double epsilon) {
    double periodTimesZ = 2 * Math.PI / lines.spacing() * tilted.z();
    double alias = 1 / Math.expm1(periodTimesZ) + rightAlias(epsilon, sum.smoothing());
    return sum.value(epsilon) - sum.error(epsilon) - alias;
  }

  private double rightAlias(double epsilon, double smoothing) {
    double least = Double.POSITIVE_INFINITY;
    for (TiltedLoss other : further) {
      double extra = smoothing * other.z() * (1 + other.z()) / 2;
      double log = other.logChernoff(epsilon) + extra;
      double gap = 2 * Math.PI / lines.spacing() * (other.z() - tilted.z());
      least = Math.min(least, Math.exp(log - gap) / -Math.expm1(-gap));
    }
    return least;
  }
}
